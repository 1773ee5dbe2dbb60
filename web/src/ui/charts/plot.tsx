import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import "./charts.css";

/** One drawing unit is one pixel, so labels keep their size on a phone and on a desk; left to right in every language. */
export function Plot({ label, height, children }: { label: string; height: number | ((width: number) => number); children: (width: number) => ComponentChildren }) {
  const room = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => setWidth(Math.floor(room.current?.clientWidth ?? 0));
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure); // drawing anew within the notice would call for another one
    });
    if (room.current) observer.observe(room.current);
    measure();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);
  const tall = typeof height === "function" ? height(width) : height;
  return (
    <div class="plot" ref={room} dir="ltr">
      {width > 0 && (
        <svg class="chart" viewBox={`0 0 ${width} ${tall}`} role="img" aria-label={label}>
          {children(width)}
        </svg>
      )}
    </div>
  );
}

export const isNarrow = (width: number): boolean => width < 480;

/** A conclusion, the drawing that shows it, and the same numbers to read. */
export function Figure({ title, note, wide, twin, children }: { title: string; note?: string; wide?: boolean; twin?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class={wide ? "fig wide-fig" : "fig"}>
      <h2>{title}</h2>
      {note && <p>{note}</p>}
      {children}
      {twin}
    </section>
  );
}
