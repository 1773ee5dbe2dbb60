import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Refused, Unreachable } from "../sync/client";
import { comeIn, greeted, type Organisation } from "../sync/session";
import { Clock, Mark, NoSignal } from "../ui/icons";
import { words } from "../ui/i18n";
import { Language } from "../ui/language";
import { open } from "../ui/navigate";
import { Empty, Waiting } from "../ui/parts";
import { PIN_DIGITS, PinField } from "./pin";
import "./sign-in.css";

type Problem = { part: "name" | "number" | "pin"; said: string };

/** Behind the one-time link of a new organisation: who its first admin is. */
export default function Welcome() {
  const t = words("door");
  const inHouse = words("app");
  const token = useRef(location.hash.slice(1));
  const house = useSignal<Organisation["organisation"] | undefined>(undefined);
  const closed = useSignal<"used" | "unreachable" | undefined>(undefined);
  useEffect(() => {
    history.replaceState(null, "", location.pathname); // a secret does not stay in the address
    void look();
  }, []);

  async function look() {
    closed.value = undefined;
    try {
      house.value = await greeted(token.current);
    } catch (why) {
      if (!(why instanceof Refused || why instanceof Unreachable)) throw why;
      closed.value = why instanceof Refused ? "used" : "unreachable";
    }
  }

  return (
    <main class="view sign-in">
      <header class="brand"><div class="column stack">
        <div class="split"><Mark /><Language class="on-brand" /></div>
        <div><h1 tabIndex={-1}>{t("welcome.title", { name: house.value?.name ?? "Tiro" })}</h1><p>{t("welcome.promise")}</p></div>
      </div></header>
      {closed.value === "used" ? <div class="column scroll"><Empty icon={Clock} title={t("welcome.used")}>{t("welcome.usedWhy")}</Empty></div>
        : closed.value ? <div class="column scroll stack"><Empty icon={NoSignal} title={t("welcome.away")}>{t("signIn.unreachable")}</Empty><button type="button" class="btn go big" onClick={() => void look()}>{inHouse("again")}</button></div>
        : house.value ? <First token={token.current} /> : <div class="column scroll"><Waiting label={inHouse("waiting")} /></div>}
    </main>
  );
}

function First({ token }: { token: string }) {
  const t = words("door");
  const name = useSignal("");
  const number = useSignal("");
  const pin = useSignal("");
  const again = useSignal("");
  const busy = useSignal(false);
  const problem = useSignal<Problem | undefined>(undefined);
  const told = (part: Problem["part"]) => (problem.value?.part === part ? problem.value.said : undefined);
  const differs = again.value.length === PIN_DIGITS && again.value !== pin.value;
  const ready = name.value.trim() !== "" && number.value.trim() !== "" && pin.value.length === PIN_DIGITS && again.value === pin.value;

  async function enter() {
    busy.value = true;
    try {
      await comeIn(token, name.value.trim(), number.value.trim(), pin.value);
      open("/", { replace: true });
    } catch (why) {
      if (!(why instanceof Refused || why instanceof Unreachable)) throw why;
      const part = why instanceof Refused ? String(why.path[0] ?? "pin") : "pin";
      const said = why instanceof Unreachable ? t("signIn.unreachable") : why.code === "WEAK_PIN" ? t("welcome.weak") : why.code === "CONFLICT" ? t("welcome.taken") : why.code === "WELCOME_USED" ? t("welcome.usedWhy") : t("welcome.invalid");
      problem.value = { part: part === "name" ? "name" : part === "employeeNumber" ? "number" : "pin", said };
    } finally {
      busy.value = false;
    }
  }

  return (
    <>
      <form class="column scroll stack" id="welcome" onSubmit={(event) => { event.preventDefault(); void enter(); }}>
        <Field id="name" label={t("welcome.name")} autocomplete="name" value={name} problem={told("name")} />
        <Field id="number" label={t("signIn.number")} autocomplete="username" value={number} problem={told("number")} hint={t("welcome.number")} />
        <PinField id="pin" label={t("welcome.pin")} value={pin.value} problem={told("pin")} hint={t("welcome.pinWhy")} autocomplete="new-password" enter={(typed) => { pin.value = typed; problem.value = undefined; }} />
        <PinField id="again" label={t("welcome.again")} value={again.value} problem={differs ? t("welcome.differs") : undefined} autocomplete="new-password" enter={(typed) => (again.value = typed)} />
      </form>
      <div class="foot"><div class="column"><button class="btn go big" form="welcome" disabled={!ready || busy.value}>{busy.value ? t("signIn.busy") : ready ? t("welcome.enter") : t("welcome.fill")}</button></div></div>
    </>
  );
}

type FieldProps = { id: string; label: string; autocomplete: "name" | "username"; value: { value: string }; problem: string | undefined; hint?: string };

function Field({ id, label, autocomplete, value, problem, hint }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input class="input" id={id} autocomplete={autocomplete} maxLength={80} aria-invalid={problem ? true : undefined} aria-describedby={problem || hint ? `${id}-hint` : undefined} value={value.value} onInput={(event) => (value.value = event.currentTarget.value)} />
      {(problem || hint) && <p id={`${id}-hint`} class={problem ? "err" : "hint"} role={problem ? "alert" : undefined}>{problem ?? hint}</p>}
    </div>
  );
}
