import type { Question } from "../../rules/content";
import { shown } from "../../rules/answering";
import type { Answer } from "../../rules/marking";
import { words } from "../../ui/i18n";
import { spoken } from "../words";
import { Choose } from "./choose";
import { Cloze } from "./cloze";
import { Order } from "./order";
import { Match, Sort } from "./pair";
import { Numeric, ShortText } from "./write";

type Props = { question: Question; answer: Answer | undefined; settled: boolean; kick: string };

export function Ask({ kick, ...asked }: Props) {
  const t = words("play");
  const { question } = asked;
  return (
    <>
      <div><p class="kick">{kick}</p>{question.form === "cloze" ? <h1 class="q" id="title" tabIndex={-1}>{t("cloze.do")}</h1> : <h1 class="q" id="title" tabIndex={-1} {...spoken(question.stem)} />}</div>
      <Form {...asked} />
    </>
  );
}

function Form({ question, answer: given, settled }: Omit<Props, "kick">) {
  const answer = shown(question, given);
  switch (question.form) {
    case "order":
      return <Order key={question.id} {...{ question, answer, settled }} />;
    case "match":
      return <Match {...{ question, answer, settled }} />;
    case "swipe_sort":
      return <Sort {...{ question, answer, settled }} />;
    case "cloze":
      return <Cloze {...{ question, answer, settled }} />;
    case "numeric":
      return <Numeric key={question.id} {...{ question, answer, settled }} />;
    case "short_text":
      return <ShortText {...{ question, answer, settled }} />;
    default:
      return <Choose {...{ question, answer, settled }} />;
  }
}
