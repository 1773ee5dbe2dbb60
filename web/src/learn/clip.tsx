import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Media, Step } from "../rules/content";
import { fetchClip, isKept, isMetered } from "../sync/media";
import { reachable } from "../sync/network";
import { tell } from "../sync/run";
import { Captions, Lines, Pause, Play } from "../ui/icons";
import { clock, words } from "../ui/i18n";
import type { Of } from "./cards";
import { useAwake } from "./awake";
import { spoken, text } from "./words";

type Props = { card: Of<"video_idea">; span: NonNullable<Step["span"]>; kick: string; onEnd: () => void };

/** A clip up to where it asks. Its text is always there; the film itself is had by a tap that says its size. */
export function Clip({ card, span, kick, onEnd }: Props) {
  const t = words("play");
  const kept = useSignal(false);
  const share = useSignal<number | undefined>(undefined);
  const failed = useSignal(false);
  const { video } = card;
  useEffect(() => {
    if (video) void isKept(video.src).then((found) => (kept.value = found));
  }, [video?.src]);

  async function bring({ src }: Media) {
    share.value = 0;
    failed.value = false;
    kept.value = await fetchClip(src, (now) => (share.value = now));
    failed.value = !kept.value;
    share.value = undefined;
  }

  return (
    <>
      <div><p class="kick">{kick}</p><h1 class="q" tabIndex={-1}>{span.from === 0 ? t("clip.title") : t("clip.rest")}</h1></div>
      {video && (kept.value ? <Film {...{ card, video, span, onEnd }} /> : (
        <div class="vid poster">
          <p class="small" {...spoken(card.script)} />
          {share.value === undefined
            ? <button type="button" class="btn on-slab" onClick={() => void bring(video)}><Play />{t("clip.bring", { size: size(video.bytes) })}</button>
            : <progress max={1} value={share.value} aria-label={t("clip.coming")} />}
          {failed.value && <p class="small" role="alert">{t("clip.failed")}</p>}
        </div>))}
      {video ? <details class="twin" open={isMetered() || !reachable.value || failed.value}><summary><Lines />{t("clip.text")}</summary><Storyboard card={card} span={span} /></details> : <Storyboard card={card} span={span} />}
    </>
  );
}

const size = (bytes: number): string => (bytes < 100_000 ? "0.1" : (bytes / 1_000_000).toFixed(1));

/** What is to be seen, then what is said, at its second. */
function Storyboard({ card, span }: Pick<Props, "card" | "span">) {
  const t = words("play");
  const lines = (card.caption_lines ?? []).filter(({ at_s }) => at_s >= span.from && (at_s < span.to || span.to === card.seconds));
  return (
    <div class="board stack-s">
      {span.from === 0 && <div class="frame-script"><p class="kick">{t("clip.scene")}</p><p class="body" {...spoken(card.script)} /></div>}
      <ol class="film">{lines.map(({ at_s, text: line }) => <li key={at_s}><span class="num at">{clock(at_s)}</span><span class="said" {...spoken(line)} /></li>)}</ol>
    </div>
  );
}

function Film({ card, video, span, onEnd }: Omit<Props, "kick"> & { video: Media }) {
  const t = words("play");
  const film = useRef<HTMLVideoElement>(null);
  const at = useSignal(span.from);
  const playing = useSignal(false);
  const captions = useSignal(localStorage.getItem("captions") !== "off");
  useAwake(playing.value);
  const line = (card.caption_lines ?? []).findLast(({ at_s }) => at_s <= at.value);
  const asked = card.timed_questions ?? [];

  useEffect(() => {
    film.current!.currentTime = span.from;
    at.value = span.from;
  }, [span.from]);

  function follow(video: HTMLVideoElement) {
    at.value = Math.min(video.currentTime, span.to);
    if (video.currentTime < span.to) return;
    video.pause();
    onEnd();
  }

  function seek(to: number) {
    const from = film.current!.currentTime;
    const aim = Math.min(to, span.to - 0.05);
    tell(aim < from ? "replayed" : "sought", { positionS: aim, value: { from, to: aim } });
    film.current!.currentTime = aim;
    at.value = aim;
  }

  return (
    <figure class="stack-s">
      <div class="vid">
        <video ref={film} src={video.src} playsInline preload="metadata" aria-label={text(card.script)}
          onTimeUpdate={(event) => follow(event.currentTarget)}
          onPlay={(event) => { playing.value = true; tell("played", { positionS: event.currentTarget.currentTime }); }}
          onPause={(event) => { playing.value = false; tell("paused", { positionS: event.currentTarget.currentTime }); }}
          onEnded={onEnd} />
        {captions.value && line && <p class="cap"><span {...spoken(line.text)} /></p>}
      </div>
      <div class="seek">
        <button type="button" class="icon-btn" aria-label={playing.value ? t("clip.pause") : t("clip.play")} onClick={() => void (playing.value ? film.current!.pause() : film.current!.play())}>{playing.value ? <Pause large /> : <Play large />}</button>
        <span class="rail-of-film" dir="ltr">
          <input type="range" min={0} max={card.seconds} step={1} value={at} aria-label={t("clip.seek")} aria-valuetext={clock(at.value)} onInput={(event) => seek(Number(event.currentTarget.value))} />
          <svg viewBox={`0 0 ${card.seconds} 10`} preserveAspectRatio="none" aria-hidden="true">{asked.map(({ at_s }) => <path key={at_s} d={`M${at_s} 0v10`} />)}</svg>
        </span>
        <span class="micro dim num">{clock(at.value)} / {clock(card.seconds)}</span>
        <button type="button" class="icon-btn" aria-label={t("clip.captions")} aria-pressed={captions.value} onClick={() => { captions.value = !captions.value; localStorage.setItem("captions", captions.value ? "on" : "off"); }}><Captions large /></button>
      </div>
    </figure>
  );
}
