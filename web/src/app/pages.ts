import type { ComponentType } from "preact";
import type { Area } from "../ui/i18n";

export type Params = Record<string, string>;
export type Page = {
  path: string;
  areas: readonly Area[];
  /** Players and steps hide the navigation; `open` needs no sign-in. */
  frame: "nav" | "bare" | "open";
  load: () => Promise<{ default: ComponentType<{ params: Params }> }>;
};

const learner = ["app", "learn"] as const;
const playing = ["app", "learn", "play"] as const;

export const pages: readonly Page[] = [
  { path: "/sign-in", areas: ["app", "door"], frame: "open", load: () => import("./sign-in") },
  { path: "/welcome", areas: ["app", "door"], frame: "open", load: () => import("./welcome") },
  { path: "/today", areas: learner, frame: "nav", load: () => import("../learn/today") },
  { path: "/path", areas: learner, frame: "nav", load: () => import("../learn/path") },
  { path: "/me", areas: learner, frame: "nav", load: () => import("../learn/me") },
  { path: "/me/attention", areas: learner, frame: "nav", load: () => import("../learn/attention") },
  { path: "/unit/:assignment", areas: playing, frame: "bare", load: () => import("../learn/player") },
  { path: "/result/:attempt", areas: playing, frame: "bare", load: () => import("../learn/result") },
  { path: "/team", areas: ["app", "manage"], frame: "nav", load: () => import("../manage/team") },
  { path: "/team/:id", areas: ["app", "manage"], frame: "nav", load: () => import("../manage/team") },
  { path: "/person/:id", areas: ["app", "manage"], frame: "nav", load: () => import("../manage/person") },
  { path: "/evaluations", areas: ["app", "impact"], frame: "nav", load: () => import("../impact/evaluations") },
  { path: "/evaluation/:id", areas: ["app", "impact"], frame: "nav", load: () => import("../impact/evaluation") },
  { path: "/nowhere", areas: ["app"], frame: "nav", load: () => import("./nowhere") },
];
