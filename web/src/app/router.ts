import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { need } from "../ui/i18n";
import { open } from "../ui/navigate";
import { type Page, type Params, pages } from "./pages";

type Here = { path: string; page: Page; params: Params; View: ComponentType<{ params: Params }> };

/** The page on the screen. View and path change together: a chunk on its way must not mount the old view under the new path. */
export const here = signal<Here | undefined>();
/** The address whose chunk did not come. */
export const failed = signal<string | undefined>();

let latest = 0;

export function match(path: string): { page: Page; params: Params } | undefined {
  for (const page of pages) {
    const found = new RegExp(`^${page.path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}/?$`).exec(path);
    if (found) return { page, params: { ...found.groups } };
  }
  return undefined;
}

export async function show(path: string): Promise<void> {
  const mine = ++latest;
  const { page, params } = match(path) ?? match("/nowhere")!;
  try {
    const [module] = await Promise.all([page.load(), need(page.areas)]);
    if (mine !== latest) return; // they have gone elsewhere meanwhile
    failed.value = undefined;
    here.value = { path, page, params, View: module.default };
  } catch (why) {
    if (mine === latest) failed.value = path;
    console.error(why);
  }
}


export function startRouter(): Promise<void> {
  addEventListener("popstate", () => void show(location.pathname));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.defaultPrevented;
    if (!link || !plain || link.target || link.origin !== location.origin || link.hasAttribute("download")) return;
    event.preventDefault();
    open(link.pathname + link.search);
  });
  return show(location.pathname);
}
