import { Chain, type Link } from "./chain.ts";

/**
 * Acts for things whose handles nobody can reach any more. What a `FinalizationRegistry` is given lives until the engine collects
 * everything, also after `unregister`: so that is only a link, which holds nothing once its thing needs no watching.
 */
export class Unreachable<Thing extends object> {
  private readonly watched = new Chain<Thing>();
  private readonly registry: FinalizationRegistry<Link<Thing>>;

  /** @param act called once for each thing that is still watched, in a turn of the engine's own */
  constructor(act: (thing: Thing) => void) {
    this.registry = new FinalizationRegistry((link) => {
      const { thing } = link;
      if (thing === undefined) return;
      this.watched.remove(link);
      act(thing);
    });
  }

  /** Of all things that are watched the one for longest. */
  get first(): Thing | undefined {
    return this.watched.first;
  }

  /** @returns what {@link unwatch} takes */
  watch(handle: object, thing: Thing): Link<Thing> {
    const link = this.watched.add(thing);
    this.registry.register(handle, link, link);
    return link;
  }

  unwatch(link: Link<Thing>): void {
    if (this.watched.remove(link)) this.registry.unregister(link);
  }
}
