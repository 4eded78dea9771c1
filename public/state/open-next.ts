import { hrefOf } from '../model/route.ts';
import type { PageServices } from './page-services.ts';

type Page = Pick<PageServices, 'route' | 'router' | 'lists'>;

/** Opens the next or previous record of the list, and loads more of the list at its end. Stays at the first and the last. Gives the id. */
export async function openNext({ route, router, lists }: Page, by: 1 | -1): Promise<string | undefined> {
  const [shown, list] = [route.peek(), lists.current.peek()];
  if (shown === undefined || list === undefined) return undefined;
  const next = () => list.records.peek()[list.records.peek().findIndex(({ id }) => id === shown.open) + by];
  if (list.find(shown.open ?? '') === undefined) return undefined;
  if (next() === undefined && by === 1) await list.more();
  const record = next();
  if (record === undefined || route.peek() !== shown) return undefined;
  router.go(hrefOf({ ...shown, open: record.id }), { replace: true });
  return record.id;
}
