import { words } from "../ui/i18n";

export default function Page() {
  const t = words("manage");
  return <main class="view wide"><h1 tabIndex={-1}>{t("title")}</h1></main>;
}
