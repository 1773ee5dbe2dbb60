/** Icons: 24 grid, 1.8 round stroke, the colour of their text. Beside a word always, but for close, back, play, captions, up, down, more. */
type Props = { large?: boolean; flip?: boolean };

const circle = (x: number, y: number, r: number) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

function icon(d: string, filled = false) {
  return function Icon({ large, flip }: Props) {
    return (
      <svg class={`i${large ? " i-l" : ""}${flip ? " i-flip" : ""}`} viewBox="0 0 24 24" aria-hidden="true">
        <path d={d} fill={filled ? "currentColor" : undefined} />
      </svg>
    );
  };
}

export const Check = icon("m5 12.5 4.5 4.5L19 7.5");
export const Cross = icon("m6.5 6.5 11 11m0-11-11 11");
export const Forward = icon("m9.5 5.5 6.5 6.5-6.5 6.5");
export const Back = icon("m14.5 5.5-6.5 6.5 6.5 6.5");
export const Up = icon("m6 14.5 6-6 6 6");
export const Down = icon("m6 9.5 6 6 6-6");
export const Again = icon("M4.5 12a7.5 7.5 0 1 1 2.3 5.4M4 19v-4.5h4.5");
export const Clock = icon(`${circle(12, 12, 8.5)}M12 7.5V12l3 2`);
export const Warning = icon("M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.01");
export const Phone = icon("M9.5 3h5A2.5 2.5 0 0 1 17 5.5v13a2.5 2.5 0 0 1-2.5 2.5h-5A2.5 2.5 0 0 1 7 18.5v-13A2.5 2.5 0 0 1 9.5 3zM11 17.8h2");
export const SavedHere = icon("M17 10V5.5A2.5 2.5 0 0 0 14.5 3h-5A2.5 2.5 0 0 0 7 5.5v13A2.5 2.5 0 0 0 9.5 21H13m1.5-3.5 2.3 2.3 4-4.6");
export const Synced = icon("M7 18.5a4.5 4.5 0 0 1-.6-8.96A6 6 0 0 1 17.9 9.6 4.5 4.5 0 0 1 17 18.5zm2.3-5.1 2 2 3.6-3.8");
export const NoSignal = icon(`M4 4l16 16M8.3 12.3a6 6 0 0 1 2.7-1.5M5 9.3a11 11 0 0 1 3.3-2.2M12 6a11 11 0 0 1 7 3.3M15 11.6q.7.4 1.2.9${circle(12, 17, 0.9)}`);
export const Today = icon("M7.5 5h9A3.5 3.5 0 0 1 20 8.5v8a3.5 3.5 0 0 1-3.5 3.5h-9A3.5 3.5 0 0 1 4 16.5v-8A3.5 3.5 0 0 1 7.5 5zM4 10h16M8.5 3v3.5M15.5 3v3.5M9 15l2 2 4-4");
export const Path = icon(`${circle(6.5, 18, 2.5)}${circle(17.5, 6, 2.5)}M9 18h6a3.5 3.5 0 0 0 0-7H9.5a3 3 0 0 1 0-6H15`);
export const Person = icon(`${circle(12, 8.5, 4)}M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6`);
export const Team = icon(`${circle(9, 8.5, 3.5)}M2.5 19.5c.6-3.4 3-5.2 6.5-5.2s5.9 1.8 6.5 5.2M16 5.3a3.5 3.5 0 0 1 0 6.5M17.5 14.7c2.300.5 3.6 2.2 4 4.8`);
export const Chart = icon("M4 20h16M7 16.5v-5M12 16.5V5M17 16.5v-8");
export const Globe = icon(`${circle(12, 12, 8.5)}M3.5 12h17M12 3.5c5 5 5 12 0 17c-5-5-5-12 0-17`);
export const Lock = icon("M7.5 10.5h9a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 18v-5a2.5 2.5 0 0 1 2.5-2.5M8 10.5V8a4 4 0 0 1 8 0v2.5");
export const Flag = icon("M6 21V4m0 .5h11l-2.5 4 2.5 4H6");
export const Lines = icon("M5 7h14M5 12h14M5 17h8");
export const Page = icon("M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5v5h5M9 13h6M9 16.5h6");
export const Eye = icon(`M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z${circle(12, 12, 3)}`);
export const Play = icon("M8 5.5v13l10.5-6.5z", true);
export const Pause = icon("M8.5 6v12m7-12v12");
export const Captions = icon("M6.5 5.5h11a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-11a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3M10.5 10.5a2 2 0 1 0 0 3m6-3a2 2 0 1 0 0 3");
export const Grip = icon("M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01");
export const Out = icon("M14 4.5H7a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h7M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5");

export function Mark() {
  return (
    <span class="mark">
      <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke-width="3" stroke-linecap="round">
        <path d="M4 8.5v11M9.3 8.5v11M14.6 8.5v11" stroke="currentColor" />
        <path d="M20 3.5v16" class="mark-tick" />
      </svg>
      Tiro
    </span>
  );
}
