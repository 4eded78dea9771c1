/** Placeholder lines for text that is loading. Their animation starts after 200 ms, so a quick load shows no placeholders. */
export function Skeleton({ lines }: { readonly lines: number }) {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}
