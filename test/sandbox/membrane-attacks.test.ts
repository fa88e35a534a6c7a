import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, LuaError } from "../../src/index.ts";
import { Table } from "../../src/vm/table.ts";
import { sandbox } from "../vm/scripts.ts";
import { BareBridge } from "./bare-bridge.ts";
import { ATTACKS, type Attack, makeWorld, type World } from "./membrane-attacks.ts";

function isHarmed({ harm }: Attack, world: World, stdout: string): boolean {
  try {
    return harm === undefined ? /^"?out"?$/m.test(stdout) : harm(world);
  } finally {
    Reflect.deleteProperty(Object.prototype, "polluted");
  }
}

/** The same script, with the objects of the host themselves. */
function runBare(attack: Attack): boolean {
  const world = makeWorld();
  const { machine, output } = sandbox();
  const bridge = new BareBridge(machine);
  const ngx = new Table();
  ngx.set("say", machine.globals.get("print"));
  machine.globals.set("ngx", ngx);
  for (const [name, value] of Object.entries(world.globals)) machine.globals.set(name, bridge.toLua(value));
  try {
    machine.call(machine.load(attack.script, "=attack"));
  } catch (thrown) {
    // an attack may end in an error and have done its harm
    if (!(thrown instanceof LuaError)) throw thrown;
  }
  return isHarmed(attack, world, output());
}

test("there are at least thirty ways to try", () => {
  assert.ok(ATTACKS.length >= 30);
});

for (const attack of ATTACKS) {
  test(`the membrane holds against ${attack.name}`, async () => {
    assert.ok(runBare(attack), "the control does the harm");
    const world = makeWorld();
    const box = await createSandbox({ isolation: "none", globals: world.globals });
    const { stdout } = await box.run(attack.script);
    assert.not(isHarmed(attack, world, stdout), stdout);
    assert.is((await box.close()).error, undefined);
  });
}

test.run();
