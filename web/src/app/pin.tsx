import { Warning } from "../ui/icons";
import { words } from "../ui/i18n";

export const PIN_DIGITS = 6;

type Props = { id: string; label: string; value: string; problem?: string; hint?: string; autocomplete: "current-password" | "new-password"; enter: (typed: string) => void };

/** Six boxes to look at; one ordinary field to type into, so that every keyboard and reader knows it. */
export function PinField({ id, label, value, problem, hint, autocomplete, enter }: Props) {
  const t = words("door");
  return (
    <div class="field">
      <label for={id}>{label} <span class="dim-2">{t("signIn.digits", { n: PIN_DIGITS })}</span></label>
      <div class={problem ? "pin bad" : "pin"}>
        {Array.from({ length: PIN_DIGITS }, (_, at) => <i key={at} class={at < value.length ? "filled" : at === value.length ? "cursor" : undefined} />)}
        <input id={id} type="password" inputMode="numeric" maxLength={PIN_DIGITS} autocomplete={autocomplete} aria-invalid={problem ? true : undefined} aria-describedby={problem || hint ? `${id}-hint` : undefined}
          value={value} onInput={(event) => enter(event.currentTarget.value.replace(/\D/g, ""))} />
      </div>
      {(problem || hint) && <p id={`${id}-hint`} class={problem ? "err" : "hint"} role={problem ? "alert" : undefined}>{problem && <Warning />}<span>{problem ?? hint}</span></p>}
    </div>
  );
}
