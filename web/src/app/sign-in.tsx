import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { initial } from "../rules/standing";
import { Refused, Unreachable } from "../sync/client";
import { type DemoPerson, expired, type Organisation, organisation, peopleHere, person, signIn } from "../sync/session";
import { pendingByPerson } from "../store/outbox";
import type { Person } from "../store/database";
import { words } from "../ui/i18n";
import { Forward, Mark, Phone } from "../ui/icons";
import { Language } from "../ui/language";
import { open } from "../ui/navigate";
import { Chip, Note } from "../ui/parts";
import { PIN_DIGITS, PinField } from "./pin";
import "./sign-in.css";

export default function SignIn() {
  const t = words("door");
  const house = useSignal<Organisation | undefined>(undefined);
  const known = useSignal<{ people: Person[]; pending: ReadonlyMap<string, number> }>({ people: [], pending: new Map() });
  const number = useSignal(expired.value ? (person.value?.employeeNumber ?? "") : "");
  const pin = useSignal("");
  const problem = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);

  useEffect(() => {
    void organisation().then((found) => (house.value = found));
    void Promise.all([peopleHere(), pendingByPerson()]).then(([people, pending]) => (known.value = { people, pending }));
  }, []);

  async function enter(employeeNumber: string, secret: string) {
    busy.value = true;
    try {
      house.value ??= await organisation(); // the first tap may be faster than the first answer
      const slug = house.value?.organisation?.slug;
      if (!slug) throw new Unreachable("no organisation known yet");
      await signIn(slug, employeeNumber, secret);
      open("/", { replace: true });
    } catch (why) {
      if (!(why instanceof Refused || why instanceof Unreachable)) throw why;
      problem.value = explain(why, t);
      pin.value = "";
    } finally {
      busy.value = false;
    }
  }

  const waiting = known.value.people.map((one) => ({ name: one.name, n: known.value.pending.get(one.id) ?? 0 })).filter(({ n }) => n > 0);
  const ready = number.value.trim() !== "" && pin.value.length === PIN_DIGITS;
  return (
    <main class="view sign-in">
      <header class="brand">
        <div class="column stack">
          <div class="split"><Mark /><Language class="on-brand" /></div>
          <div><h1 tabIndex={-1}>{t(greeting(), { name: house.value?.organisation?.name ?? "Tiro" })}</h1><p>{t("signIn.promise")}</p></div>
        </div>
      </header>
      <form class="column scroll stack" id="sign-in" onSubmit={(event) => { event.preventDefault(); void enter(number.value.trim(), pin.value); }}>
        {waiting.map(({ name, n }) => <Note key={name} tone="saved" icon={Phone} fact={t("signIn.waiting", { name, n })}>{t("signIn.waitingWhy")}</Note>)}
        {known.value.people.length > 0 && (
          <fieldset class="stack-s">
            <legend class="label">{t("signIn.whoIsHere")}</legend>
            <ul class="list card people">{known.value.people.map((one) => (
              <li key={one.id}><button type="button" class="row person" onClick={() => { number.value = one.employeeNumber; document.getElementById("pin")?.focus(); }}>
                <span class="avatar" aria-hidden="true">{initial(one.name)}</span>
                <span class="grow"><b class="strong">{one.name}</b><br /><span class="small dim num">{one.employeeNumber}</span></span>
                {known.value.pending.get(one.id) ? <Chip tone="saved" icon={Phone}>{known.value.pending.get(one.id)}</Chip> : <Forward flip />}
              </button></li>))}
            </ul>
          </fieldset>
        )}
        <div class="field">
          <label for="number">{t("signIn.number")}</label>
          <input class="input num" id="number" inputMode="numeric" autocomplete="username" value={number} onInput={(event) => (number.value = event.currentTarget.value)} />
        </div>
        <PinField id="pin" label={t("signIn.pin")} value={pin.value} problem={problem.value} hint={t("signIn.forgot")} autocomplete="current-password" enter={(typed) => { pin.value = typed; problem.value = undefined; }} />
        {house.value?.people && <Demo people={house.value.people} choose={(one) => void enter(one.employeeNumber, one.pin)} />}
      </form>
      <div class="foot"><div class="column">
        <button class="btn go big" form="sign-in" disabled={!ready || busy.value}>{busy.value ? t("signIn.busy") : ready ? t("signIn.enter") : t("signIn.fill")}</button>
      </div></div>
    </main>
  );
}

function Demo({ people, choose }: { people: DemoPerson[]; choose: (one: DemoPerson) => void }) {
  const t = words("door");
  return (
    <section class="stack-s" aria-labelledby="demo">
      <h2 id="demo">{t("demo.title")}</h2>
      <p class="small dim">{t("demo.why")}</p>
      <ul class="list card people">{people.map((one) => (
        <li key={one.role}><button type="button" class="row person" onClick={() => choose(one)}>
          <span class="grow"><b class="strong">{one.name}</b><br /><span class="small dim">{t(`demo.${one.role}` as "demo.learner")}</span></span><Forward flip />
        </button></li>))}
      </ul>
    </section>
  );
}

function greeting() {
  const hour = new Date().getHours();
  return hour < 11 ? "signIn.morning" : hour < 18 ? "signIn.afternoon" : "signIn.evening";
}

function explain(why: Refused | Unreachable, t: ReturnType<typeof words<"door">>): string {
  if (why instanceof Unreachable) return t("signIn.unreachable");
  const { triesLeft } = (why as { details?: { triesLeft?: number } }).details ?? {};
  if (why.code === "RATE_LIMITED" || why.code === "LOCKED") return t("signIn.tooOften");
  return triesLeft === undefined ? t("signIn.wrong") : t("signIn.wrongLeft", { n: triesLeft });
}
