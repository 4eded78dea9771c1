import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface NearbyProps {
  readonly as: 'tbody' | 'ul';
  readonly class?: string;
  /** Elements across, for a table. */
  readonly columns?: number;
  /** How many rows it has: another number needs another height. */
  readonly rows: number;
  readonly children: () => ComponentChildren;
}

/** So far beyond the screen rows are kept, for quick scrolling. */
const MARGIN = '1500px 0px';

/**
 * A group of rows that is only drawn near the screen; away from it, it keeps its height. So a list of ten thousand weighs
 * no more than one of a hundred.
 */
export function Nearby({ as: Group, class: className, columns, rows, children }: NearbyProps) {
  const element = useRef<HTMLElement>(null);
  const [height, setHeight] = useState<number | undefined>(undefined);

  useEffect(() => {
    const group = element.current;
    if (group === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => setHeight(entry === undefined || entry.isIntersecting ? undefined : group.offsetHeight),
      { rootMargin: MARGIN },
    );
    observer.observe(group);
    return () => observer.disconnect();
  }, [rows]);

  const attach = (node: HTMLElement | null) => {
    element.current = node;
  };
  if (height === undefined) {
    return (
      <Group ref={attach} class={className}>
        {children()}
      </Group>
    );
  }
  return (
    <Group ref={attach} class={className} aria-hidden="true">
      {Group === 'tbody' ? (
        <tr>
          <td colSpan={columns} style={{ height }} />
        </tr>
      ) : (
        <li style={{ height }} />
      )}
    </Group>
  );
}
