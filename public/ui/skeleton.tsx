/** Placeholder lines for text that is loading. Their animation shows them after 200 ms, so a quick load shows none. */
export function Skeleton({ lines }: { readonly lines: number }) {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}
