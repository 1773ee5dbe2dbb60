import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { initial } from "../rules/standing";
import { kept } from "../store/database";
import { attention, pending, synced } from "../sync/mine";
import { reachable } from "../sync/network";
import { person, signOut } from "../sync/session";
import { endSession, type Session, sessions } from "../sync/sessions";
import { sync } from "../sync/start";
import { Eye, Forward, Out, Phone, SavedHere, Synced, Warning } from "../ui/icons";
import { moment, words } from "../ui/i18n";
import { Language } from "../ui/language";
import { Chip, Note } from "../ui/parts";
import { Notices, Offers } from "./status";
import "./me.css";

export default function Me() {
  const t = words("learn");
  const me = person.value!;
  const asking = useSignal(false);
  return (
    <main class="view column me-page">
      <div class="scroll stack">
        <header class="who"><span class="avatar" aria-hidden="true">{initial(me.name)}</span>
          <div class="grow"><h1 tabIndex={-1}>{me.name}</h1><p class="small dim">{[me.position, me.team?.name].filter(Boolean).join(" · ")}</p><p class="small dim num">{t("me.number", { number: me.employeeNumber })}</p></div></header>
        <Notices />
        <Sending />
        {attention.value.length > 0 && <a class="card row link" href="/me/attention"><Warning /><span class="grow strong">{t("attention.fact", { n: attention.value.length })}</span><Forward flip /></a>}
        <Offers />
        <section class="card split"><h2>{t("me.language")}</h2><Language /></section>
        <Devices />
        <Note icon={Eye} fact={t("me.mirror")}>{t("me.mirrorWhy")} <a class="inline" href={`/person/${me.id}`}>{t("me.mirrorLook")}</a></Note>
        <button type="button" class="btn quiet" onClick={() => (pending.value.length > 0 ? (asking.value = true) : void signOut())}><Out />{t("me.signOut")}</button>
        <p class="micro dim-2">{me.organisation.name} · Tiro</p>
      </div>
      {asking.value && <Warn close={() => (asking.value = false)} />}
    </main>
  );
}

/** How much is still on this phone only; never "synced" with a row left. */
function Sending() {
  const t = words("learn");
  const fresh = useSignal<string | undefined>(undefined);
  const n = pending.value.length;
  const all = synced.value;
  useEffect(() => {
    void kept<string>(`fresh:${person.value?.id}`).then((at) => (fresh.value = at));
  }, [all, reachable.value]);
  return (
    <section class="card stack-s" role="status">
      <p class="row-s">{all ? <Synced large /> : <SavedHere large />}<b class="strong">{n > 0 ? t("sync.pending", { n }) : all ? t("sync.done") : t("sync.saved")}</b></p>
      <p class="small dim">{n > 0 ? t("sync.pendingWhy") : fresh.value ? t("sync.asOf", { at: moment(fresh.value) }) : t("sync.never")}</p>
      {!all && <button type="button" class="btn quiet compact" onClick={() => void sync()}>{t("sync.now")}</button>}
    </section>
  );
}

function Devices() {
  const t = words("learn");
  const list = useSignal<Session[] | undefined>(undefined);
  const load = () => void sessions().then((found) => (list.value = found), () => (list.value = undefined));
  useEffect(load, [reachable.value]);
  if (!list.value) return null;
  return (
    <section class="card stack-s">
      <h2>{t("me.devices")}</h2>
      <ul class="list">{list.value.map((one) => (
        <li key={one.id} class="split device">
          <span><b class="strong">{one.device || t("me.device")}</b><br /><span class="small dim">{t("me.lastSeen", { at: moment(one.lastSeenAt) })}</span></span>
          {one.current ? <Chip tone="ok" icon={Phone}>{t("me.this")}</Chip> : <button type="button" class="btn compact quiet" onClick={() => void endSession(one.id).then(load, load)}>{t("me.end")}</button>}
        </li>))}
      </ul>
    </section>
  );
}

/** Leaving a shared phone with answers still on it: allowed, and said. */
function Warn({ close }: { close: () => void }) {
  const t = words("learn");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="dialog" ref={dialog} aria-labelledby="warn" onClose={close}>
      <h2 id="warn">{t("me.warn", { n: pending.value.length })}</h2>
      <p class="dim">{t("me.warnWhy")}</p>
      <button type="button" class="btn go big" onClick={() => dialog.current?.close()}>{t("me.stay")}</button>
      <button type="button" class="btn danger" onClick={() => void signOut()}>{t("me.leave")}</button>
    </dialog>
  );
}
