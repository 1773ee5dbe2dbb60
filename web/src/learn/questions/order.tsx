import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { moved } from "../../rules/answering";
import { answer as tell } from "../../sync/run";
import { Check, Down, Grip, Up } from "../../ui/icons";
import { words } from "../../ui/i18n";
import { spoken, text } from "../words";
import type { Asked } from "./asked";

/** Dragged by its grip, or moved by its keys: both say where it went. */
export function Order({ question, answer, settled }: Asked<"order">) {
  const t = words("play");
  const ids = (answer as string[] | undefined) ?? question.items.map(({ id }) => id);
  const item = (id: string) => question.items.find((one) => one.id === id)!;
  const lifted = useSignal<string | undefined>(undefined);
  const said = useSignal("");
  const list = useRef<HTMLOListElement>(null);

  if (settled && question.key) return <Settled question={question} ids={ids} />;

  function place(id: string, to: number) {
    const from = ids.indexOf(id);
    if (to < 0 || to >= ids.length || to === from) return;
    tell(question, moved(ids, from, to));
    said.value = t("order.moved", { item: text(item(id).text), n: to + 1 });
  }

  /** On the document: a row that changes its place in the list would lose what it captured. */
  function drag(event: PointerEvent, id: string) {
    if (event.button !== 0) return;
    event.preventDefault();
    lifted.value = id;
    const follow = ({ clientY }: PointerEvent) => {
      const rows = [...list.current!.children].map((row) => row.getBoundingClientRect());
      const at = rows.findIndex((row) => clientY >= row.top && clientY <= row.bottom);
      if (at >= 0) over(id, at);
    };
    const drop = () => {
      lifted.value = undefined;
      document.removeEventListener("pointermove", follow);
      for (const end of ["pointerup", "pointercancel"]) document.removeEventListener(end, drop);
    };
    document.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop);
  }

  const latest = useRef(place);
  latest.current = place;
  const over = (id: string, at: number) => latest.current(id, at);

  return (
    <>
      <ol class="stack-s" ref={list} aria-labelledby="title">{ids.map((id, at) => {
        const name = text(item(id).text);
        return (
          <li key={id} class={lifted.value === id ? "o lift" : "o"}>
            <span class="grip" aria-hidden="true" onPointerDown={(event) => drag(event, id)}><Grip /><b class="num">{at + 1}</b></span>
            <span class="grow" {...spoken(item(id).text)} />
            <button type="button" class="icon-btn" aria-label={t("order.up", { item: name })} disabled={at === 0} onClick={() => place(id, at - 1)}><Up large /></button>
            <button type="button" class="icon-btn" aria-label={t("order.down", { item: name })} disabled={at === ids.length - 1} onClick={() => place(id, at + 1)}><Down large /></button>
          </li>
        );
      })}
      </ol>
      <p class="small dim" role="status">{said.value || t("order.how")}</p>
    </>
  );
}

/** The right order, and where each stood. */
function Settled({ question, ids }: { question: Asked<"order">["question"]; ids: string[] }) {
  const t = words("play");
  return (
    <ol class="stack-s">{question.key!.map((id, at) => {
      const stood = ids.indexOf(id);
      return (
        <li key={id} class={stood === at ? "o right" : "o wrong"}>
          <b class="num">{at + 1}</b>
          <span class="grow"><span {...spoken(question.items.find((one) => one.id === id)!.text)} />{stood !== at && <small>{t("order.stood", { n: stood + 1 })}</small>}</span>
          {stood === at && <span class="sign"><Check /></span>}
        </li>
      );
    })}
    </ol>
  );
}
