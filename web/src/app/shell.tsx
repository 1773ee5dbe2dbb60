import { useEffect } from "preact/hooks";
import { isThere } from "../sync/client";
import { expired, person } from "../sync/session";
import { locale, words } from "../ui/i18n";
import { NoSignal } from "../ui/icons";
import { open } from "../ui/navigate";
import { Empty } from "../ui/parts";
import { Nav, placesFor } from "./nav";
import { failed, here, show } from "./router";

/** A reader's own place in the page is left alone when it opens; later pages begin at their heading. */
let first = true;

export function Shell() {
  const now = here.value;
  const wanted = now && redirect(now.path, now.page.frame === "open");

  useEffect(() => {
    if (wanted) open(wanted, { replace: true });
  }, [wanted]);

  useEffect(() => {
    const heading = document.querySelector<HTMLElement>("main h1");
    document.title = heading ? `${heading.innerText.replace(/\s+/g, " ")} · Tiro` : "Tiro";
  }, [now?.path, locale.value]);

  useEffect(() => {
    if (first) first = now === undefined;
    else document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [now?.path]);

  if (failed.value) return <Missing path={failed.value} />;
  if (!now || wanted) return null;
  const withNav = now.page.frame === "nav" && person.value !== undefined;
  return (
    <div class={withNav ? "frame with-nav" : "frame"}>
      {withNav && <Nav />}
      <now.View key={now.path} params={now.params} />
    </div>
  );
}

function redirect(path: string, open: boolean): string | undefined {
  if (!person.value) return open ? undefined : "/sign-in";
  const again = path === "/welcome" || (path === "/sign-in" && expired.value);
  return (path === "/" || open) && !again ? placesFor(person.value.roles)[0]!.href : undefined;
}

/** A browser may remember that a part did not come: then only a fresh start brings it, once the company answers. */
async function again(path: string): Promise<void> {
  await show(path);
  if (failed.value && (await isThere())) location.assign(path);
}

/** A chunk that did not come: said, never a blank page. */
function Missing({ path }: { path: string }) {
  const t = words("app");
  return (
    <main class="view column scroll">
      <Empty whole icon={NoSignal} title={t("missing.title")}>{t("missing.why")}</Empty>
      <div class="foot"><button type="button" class="btn go big" onClick={() => void again(path)}>{t("again")}</button></div>
    </main>
  );
}
