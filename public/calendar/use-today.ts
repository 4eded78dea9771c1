import { useEffect, useState } from 'preact/hooks';
import { today } from '../model/type-display.ts';

const CHECK_MS = 30_000;

/** Returns the current day. A page can stay open past midnight. */
export function useToday(): string {
  const [day, setDay] = useState(today());
  useEffect(() => {
    const timer = setInterval(() => setDay(today()), CHECK_MS);
    return () => clearInterval(timer);
  }, []);
  return day;
}
