import { render } from "preact";
import { startSync } from "../sync/start";
import { restore } from "../sync/session";
import { locale, need } from "../ui/i18n";
import { startRouter } from "./router";
import { Shell } from "./shell";

/** What is on the phone first; the network catches up afterwards. */
export async function start(): Promise<void> {
  await Promise.all([restore(), need(["app"])]);
  document.documentElement.lang = locale.value;
  await startRouter();
  render(<Shell />, document.body);
  startSync();
}
