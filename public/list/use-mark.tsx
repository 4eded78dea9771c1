import { useMemo } from 'preact/hooks';
import type { MarkText } from '../controls/control.ts';
import type { View } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';

/** Marks the words of the search in a list; `undefined` without a search, and until the code for it is loaded. */
export function useMark(view: View): MarkText | undefined {
  const hitsOf = useApp().late.value?.hitsOf;
  const query = view.get('q');
  return useMemo(() => {
    if (query === null || hitsOf === undefined) return undefined;
    const find = hitsOf(query);
    return (text) => {
      const hits = find(text);
      const starts = [0, ...hits.map(([, end]) => end)];
      return starts.flatMap((start, index) => {
        const [from = text.length, to = text.length] = hits[index] ?? [];
        return [text.slice(start, from), from < to && <mark key={from}>{text.slice(from, to)}</mark>];
      });
    };
  }, [hitsOf, query]);
}
