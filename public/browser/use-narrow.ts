import { useEffect, useState } from 'preact/hooks';

/** Returns whether the screen is as narrow as a phone. The style sheets use the same width. A sheet of paper is not. */
export function useNarrow(): boolean {
  const [query] = useState(() => matchMedia('screen and (width < 720px)'));
  const [isNarrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const follow = () => setNarrow(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return isNarrow;
}
