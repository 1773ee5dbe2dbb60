import { Page } from "../icons";

export type Cell = string | number;

/** The chart's numbers as a table: the first column names, the others are read from the right. */
export function Twin({ open, caption, head, rows }: { open: string; caption: string; head: readonly string[]; rows: readonly (readonly Cell[])[] }) {
  return (
    <details class="twin">
      <summary><Page />{open}</summary>
      <div class="table">
        <table class="num">
          <caption class="sr">{caption}</caption>
          <thead><tr>{head.map((name, at) => <th key={name} scope="col" class={at ? "end" : undefined}>{name}</th>)}</tr></thead>
          <tbody>{rows.map((row) => (
            <tr key={row.join()}>{row.map((cell, at) => (at ? <td key={at} class="end">{cell}</td> : <th key={at} scope="row">{cell}</th>))}</tr>))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
