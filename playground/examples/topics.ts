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
    examples: [
      "stall-or-wait",
      "zero-delay-timer",
      "while-true-or-every",
      "timer-again",
      "timer-counts",
      "pending-limit",
      "running-limit",
      "process-types",
      "agent-reload",
      "reload",
      "shell",
      "pipe",
      "once",
      "once-by-hand",
    ],
  },
  {
    id: "threads",
    title: { en: "Light threads", zh: "轻量级线程" },
    examples: ["threads-all", "threads-any", "threads-order", "semaphore-queue", "semaphore-limit", "coroutines"],
  },
  {
    id: "shared",
    title: { en: "Caches and locks", zh: "缓存与锁" },
    examples: ["dict-ttl", "dict-incr", "dict-list", "lock", "lrucache"],
  },
  {
    id: "network",
    title: { en: "Sockets and Redis", zh: "套接字与 Redis" },
    examples: ["cosocket", "keepalive", "redis", "subscribe"],
  },
  {
    id: "text",
    title: { en: "Text and data", zh: "文本与数据" },
    examples: ["regex", "regex-sub", "json", "string-buffer", "stdin"],
  },
  {
    id: "timers",
    title: { en: "Timers and workers", zh: "定时器与 worker" },
    examples: ["cancel", "no-overlap", "jitter", "graceful-exit", "worker-events", "worker-crash"],
  },
  {
    id: "errors",
    title: { en: "Errors and pitfalls", zh: "错误与陷阱" },
    examples: ["errors", "timer-error", "globals"],
  },
  {
    id: "time",
    title: { en: "Time and processes", zh: "时间与进程" },
    examples: ["clock", "virtual-time", "sort-pipe"],
  },
];
