/** What the examples are about, and in which order they are shown. */
import type { InLanguages } from "./examples.ts";

export interface Topic {
  readonly id: string;
  readonly title: InLanguages<string>;
  /** The folders of its examples in gallery. */
  readonly examples: readonly string[];
}

export const TOPICS: readonly Topic[] = [
  {
    id: "lesson",
    title: {
      en: "The lesson: beyond the web server",
      zh: "课程：超越 Web 服务器",
    },
    examples: ["zero-delay-timer", "stall-or-wait"],
  },
];
