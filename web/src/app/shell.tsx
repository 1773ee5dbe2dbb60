import { useEffect } from "preact/hooks";
import { person } from "../sync/session";
import { words } from "../ui/i18n";
import { NoSignal } from "../ui/icons";
import { Empty } from "../ui/parts";
import { Nav, placesFor } from "./nav";
import { failed, go, here, show } from "./router";

export function Shell() {
  const now = here.value;
  const wanted = now && redirect(now.path, now.page.frame === "open");
  useEffect(() => {
    if (wanted) void go(wanted, { replace: true });
  }, [wanted]);

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
  return path === "/" || open ? placesFor(person.value.roles)[0]!.href : undefined;
}

/** A chunk that did not come: said, never a blank page. */
function Missing({ path }: { path: string }) {
  const t = words("app");
  return (
    <main class="view column scroll">
      <Empty icon={NoSignal} title={t("missing.title")}>{t("missing.why")}</Empty>
      <div class="foot"><button type="button" class="btn go big" onClick={() => void show(path)}>{t("again")}</button></div>
    </main>
  );
}
