import { useApp } from '../state/app-context.ts';
import type { Pages } from '../state/pages.ts';
import { Skeleton } from '../ui/skeleton.tsx';

/** What is below a list that is loaded page by page: its progress, its failure, or a button for more. */
export function Paged<Item>({ pages, more }: { readonly pages: Pages<Item>; readonly more: string }) {
  const { run } = useApp();
  if (pages.failure.value !== undefined) {
    return (
      <p class="notice is-alarm" role="alert">
        {pages.failure.value}{' '}
        <button type="button" class="link" onClick={() => run(pages.more)}>
          Try again
        </button>
      </p>
    );
  }
  if (pages.items.value === undefined) return <Skeleton lines={6} />;
  if (pages.items.value.length === 0) return <p class="note">No changes yet</p>;
  if (!pages.hasMore.value) return null;
  return (
    <button type="button" class="button history-more" disabled={pages.isLoading.value} onClick={() => run(pages.more)}>
      {more}
    </button>
  );
}
