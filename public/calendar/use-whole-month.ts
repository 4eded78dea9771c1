import { useEffect, useState } from 'preact/hooks';
import type { RecordList } from '../state/record-list.ts';

/** A request reads up to 100 records, so this is 1,000 of them. Without an index, a request can also find none. */
const MOST_REQUESTS = 10;

export interface WholeMonth {
  /** Whether records of the month are left out, because reading went on for too long. */
  readonly isCut: boolean;
  readonly goOn: () => void;
}

/** Loads all records of the list, in as many requests as a person would wait for. */
export function useWholeMonth(list: RecordList): WholeMonth {
  const [asked, setAsked] = useState({ list, requests: 1 });
  const requests = asked.list === list ? asked.requests : 1;
  const isWaiting = list.state.value.is === 'waiting';
  const isCut = isWaiting && requests >= MOST_REQUESTS;
  useEffect(() => {
    if (!isWaiting || isCut) return;
    setAsked({ list, requests: requests + 1 });
    void list.more();
  }, [list, isWaiting, isCut]);
  return { isCut, goOn: () => setAsked({ list, requests: 0 }) };
}
