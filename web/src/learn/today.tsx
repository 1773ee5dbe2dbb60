import { words } from "../ui/i18n";

export default function Page() {
  const t = words("learn");
  return <main class="view column scroll"><h1 tabIndex={-1}>{t("title")}</h1></main>;
}
