import { full } from "../store/database";
import { dismissInstall, install, installing } from "../sync/install";
import { assignments, attention, pending, read, synced } from "../sync/mine";
import { online, reachable } from "../sync/network";
import { takeRelease, waitingRelease } from "../sync/release";
import { expired } from "../sync/session";
import { Again, Cross, NoSignal, Phone, Synced, Up, Warning } from "../ui/icons";
import { words } from "../ui/i18n";
import { Chip, Note } from "../ui/parts";
import "./status.css";

/** Never "synced" while anything waits. */
export function SyncChip() {
  const t = words("learn");
  const n = pending.value.length;
  return (
    <span class="sync" role="status">
      {n > 0 ? <Chip tone="saved" icon={Phone}>{t("sync.pending", { n })}</Chip>
        : attention.value.length > 0 ? <Chip tone="attn" icon={Warning}>{t("sync.attention", { n: attention.value.length })}</Chip>
        : synced.value ? <Chip tone="ok" icon={Synced}>{t("sync.done")}</Chip>
        : read.value && <Chip tone="saved" icon={Phone}>{t("sync.saved")}</Chip>}
    </span>
  );
}

/** What a learner should know before they go on, most pressing first. Nothing here blocks the way. */
export function Notices() {
  const t = words("learn");
  const lost = attention.value.length;
  return (
    <div class="notices">
      {full.value && <Note tone="attn" icon={Warning} fact={t("full.fact")} role="alert">{t("full.why")}</Note>}
      {expired.value && <Note tone="attn" icon={Warning} fact={t("expired.fact")}>{t("expired.why")} <a class="inline" href="/sign-in">{t("expired.enter")}</a></Note>}
      {lost > 0 && <Note tone="attn" icon={Warning} fact={t("attention.fact", { n: lost })}>{t("attention.safe")} <a class="inline" href="/me/attention">{t("attention.look")}</a></Note>}
      <div role="status">{!reachable.value && !expired.value && <Offline />}</div>
    </div>
  );
}

function Offline() {
  const t = words("learn");
  const why = assignments.value.length > 0 ? t("offline.why") : t("offline.empty");
  return online.value
    ? <Note tone="saved" icon={NoSignal} fact={t("offline.away")}>{why}</Note>
    : <Note tone="saved" icon={NoSignal} fact={t("offline.fact")}>{why}</Note>;
}

/** Between units only: a new version, and the way onto the home screen. */
export function Offers() {
  const t = words("learn");
  return (
    <>
      {waitingRelease.value && (
        <div class="note offer">
          <Again />
          <div class="grow"><b>{t("release.fact")}</b>{t("release.why")}</div>
          <button type="button" class="btn compact quiet" onClick={takeRelease}>{t("release.take")}</button>
        </div>
      )}
      {installing.value && (
        <div class="note offer">
          <Phone />
          <div class="grow"><b>{t("install.fact")}</b>{installing.value === "ios" ? <>{t("install.ios")} <Up /></> : t("install.why")}</div>
          {installing.value === "prompt" && <button type="button" class="btn compact quiet" onClick={() => void install()}>{t("install.take")}</button>}
          <button type="button" class="icon-btn" aria-label={t("install.dismiss")} onClick={dismissInstall}><Cross /></button>
        </div>
      )}
    </>
  );
}
