import { moment, time } from "./i18n";

/** A filled dot: each change shows at once. A hollow one: what is on the screen is from then. */
export function Fresh({ live, asOf, now, then }: { live: boolean; asOf: Date | undefined; now: string; then: (time: string) => string }) {
  return (
    <span class={live ? "chip ok num" : "chip num"} role="status">
      <span class={live ? "live" : "live off"} />
      {live || !asOf ? now : then(asOf.toDateString() === new Date().toDateString() ? time(asOf) : moment(asOf))}
    </span>
  );
}
