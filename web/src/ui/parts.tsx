import type { ComponentChildren } from "preact";

type Tone = "ok" | "saved" | "attn" | "bad" | "line";
type Icon = (props: { large?: boolean; flip?: boolean }) => preact.JSX.Element;

/** One mark is one real thing: a minute, a card, a question. Above 40 the eye no longer counts. */
export function Ticks({ total, on, now = 0, gaps = false, label }: { total: number; on: number; now?: number; gaps?: boolean; label: string }) {
  if (total > 40) return <progress max={total} value={on} aria-label={label} />;
  const kind = (at: number) => (at < on ? "on" : at < on + now ? "now" : gaps ? "gap" : undefined);
  return (
    <div class="ticks" role="img" aria-label={label}>
      {Array.from({ length: total }, (_, at) => <i key={at} class={kind(at)} />)}
    </div>
  );
}

export function Chip({ tone, icon: Sign, children }: { tone?: Tone; icon?: Icon; children: ComponentChildren }) {
  return <span class={tone ? `chip ${tone}` : "chip"}>{Sign && <Sign />}{children}</span>;
}

/** A bold fact, then its consequence. */
export function Note({ tone, icon: Sign, fact, role, children }: { tone?: Exclude<Tone, "line">; icon: Icon; fact: string; role?: "status" | "alert"; children?: ComponentChildren }) {
  return (
    <div class={tone ? `note ${tone}` : "note"} role={role}>
      <Sign />
      <div><b>{fact}</b>{children}</div>
    </div>
  );
}

/** Says what comes, and when. Where it is all there is on a page, its title is the page's. */
export function Empty({ icon: Sign, title, whole, children }: { icon: Icon; title: string; whole?: boolean; children?: ComponentChildren }) {
  return (
    <div class="card empty">
      <Sign />
      {whole ? <h1 tabIndex={-1}>{title}</h1> : <h2>{title}</h2>}
      {children && <p class="small dim">{children}</p>}
    </div>
  );
}

/** Shown by its style only after 300 ms: what is quick never flickers. */
export function Waiting({ label }: { label: string }) {
  return <div class="card skeleton" role="status" aria-label={label}><i /><i /><i /></div>;
}
