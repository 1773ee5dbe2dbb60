import { words } from "../ui/i18n";
import { Path } from "../ui/icons";
import { Empty } from "../ui/parts";

export default function Nowhere() {
  const t = words("app");
  return (
    <main class="view column scroll stack">
      <Empty whole icon={Path} title={t("nowhere.title")}>{t("nowhere.why")}</Empty>
      <a class="btn go big" href="/">{t("nowhere.home")}</a>
    </main>
  );
}
