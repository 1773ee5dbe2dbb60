import { useEffect, useMemo, useState } from "preact/hooks";

/** The time, looked at again every so often: "67 hours" must not stay 67 while the page is open. */
export function useNow(everyS = 15): Date {
  const [now, tick] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => tick(new Date()), everyS * 1000);
    return () => clearInterval(timer);
  }, [everyS]);
  return now;
}

/** Something that is open while the page is, and closed with it. */
export function useOpen<T extends { close: () => void }>(open: () => T, because: readonly unknown[]): T {
  const it = useMemo(open, because);
  useEffect(() => it.close, [it]);
  return it;
}
