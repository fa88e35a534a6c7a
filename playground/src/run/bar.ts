/** The bar above everything that runs: run and stop, how time passes, and where the run is. */
import { element, ICONS, icon } from "../page/dom.ts";
import { time } from "../page/sizes.ts";
import { inWords, type Words, words } from "../words/index.ts";
import type { Speed } from "./messages.ts";

export interface BarEvents {
  run(): void;
  stop(): void;
  speed(speed: Speed): void;
  step(): void;
  pass(ms: number): void;
  end(): void;
}

/** Where a run is: nothing runs; the script does; only what it has left does. */
export type Phase = "idle" | "script" | "after";

const SPEEDS = [
  { speed: "fast", label: "speedFast", hint: "speedFastHint" },
  { speed: "real", label: "speedReal", hint: "speedRealHint" },
  { speed: "paused", label: "speedPaused", hint: "speedPausedHint" },
] as const;

/** Keys as they are called on this computer. */
function forKeyboard(hint: string): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? hint.replace("Ctrl+", "⌘") : hint;
}

export class RunBar {
  readonly element = element("section", { class: "run-bar" });
  private readonly runButton = element("button", { type: "button", class: "primary run" });
  private readonly stopButton = element("button", { type: "button", class: "stop" });
  private readonly timeButtons: HTMLButtonElement[] = [];
  private readonly endButton: HTMLButtonElement;
  private readonly clock = element("output", { class: "clock" });
  private readonly status = element("p", { class: "status", role: "status" });
  /** As it was chosen. */
  speed: Speed;
  private currentPhase: Phase = "idle";
  private shownMs = 0;
  private statusOf: (words: Words) => string = (words) => words.idle;

  constructor(speed: Speed, events: BarEvents) {
    this.speed = speed;
    this.runButton.addEventListener("click", events.run);
    this.stopButton.addEventListener("click", events.stop);
    const step = this.small("step", events.step);
    const second = this.small("passSecond", () => events.pass(1000));
    const minute = this.small("passMinute", () => events.pass(60_000));
    this.timeButtons.push(step, second, minute);
    this.endButton = this.small("end", events.end);
    this.element.append(
      element("div", { class: "group" }, this.runButton, this.stopButton),
      this.speeds(speed, events.speed),
      element("div", { class: "group time-buttons" }, step, second, minute, this.endButton),
      element("div", { class: "group where" }, this.clock, this.status),
    );
    inWords((words) => {
      this.element.setAttribute("aria-label", words.running);
      this.runButton.replaceChildren(icon(ICONS.run), words.run);
      this.runButton.title = forKeyboard(words.runHint);
      this.stopButton.replaceChildren(icon(ICONS.stop), words.stop);
      this.stopButton.title = forKeyboard(words.stopHint);
      this.endButton.title = words.endHint;
      this.clock.setAttribute("aria-label", words.clock);
      this.clock.textContent = time(this.shownMs);
      this.status.textContent = this.statusOf(words);
    });
    this.phase = "idle";
  }

  get phase(): Phase {
    return this.currentPhase;
  }

  set phase(phase: Phase) {
    this.currentPhase = phase;
    this.element.dataset.phase = phase;
    this.stopButton.disabled = phase === "idle";
    this.endButton.disabled = phase !== "after";
    this.tellTime();
  }

  set nowMs(ms: number) {
    this.shownMs = ms;
    this.clock.textContent = time(ms);
  }

  /** @param status in whatever language the page has, now and later */
  say(status: (words: Words) => string): void {
    this.statusOf = status;
    const text = status(words());
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /** Time can be let pass only where it does not pass by itself. */
  private tellTime(): void {
    for (const button of this.timeButtons) button.disabled = this.phase === "idle" || this.speed === "fast";
  }

  private speeds(speed: Speed, chosen: (speed: Speed) => void): HTMLElement {
    const legend = element("legend", { class: "sr-only" });
    const group = element("fieldset", { class: "group segmented" }, legend);
    inWords((words) => {
      legend.textContent = words.speed;
    });
    for (const { speed: value, label, hint } of SPEEDS) {
      const radio = element("input", { type: "radio", name: "speed", value, id: `speed-${value}` });
      radio.checked = value === speed;
      radio.addEventListener("change", () => {
        this.speed = value;
        this.tellTime();
        chosen(value);
      });
      const text = element("label", { for: `speed-${value}` });
      inWords((words) => {
        text.textContent = words[label];
        text.title = words[hint];
      });
      group.append(radio, text);
    }
    return group;
  }

  private small(label: "step" | "passSecond" | "passMinute" | "end", act: () => void): HTMLButtonElement {
    const button = element("button", { type: "button" });
    button.addEventListener("click", act);
    inWords((words) => {
      button.replaceChildren(...(label === "step" ? [icon(ICONS.step)] : []), words[label]);
    });
    return button;
  }
}
