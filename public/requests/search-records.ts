import { type RecordType, titleField } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Page, ReadApi } from './read-api.ts';

/** Records that a search offers. */
const MOST_FOUND = 8;
/** A page can be empty without being the last, because the service limits how much it reads for a page. */
const MOST_PAGES = 3;

export interface SearchOptions {
  readonly text: string;
  readonly signal: AbortSignal;
}

/** The first records for a text: those whose title begins with it, then those that contain its words. For no text, any. */
export async function searchRecords(api: ReadApi, type: RecordType, { text, signal }: SearchOptions): Promise<StoredRecord[]> {
  const found = new Map<string, StoredRecord>();
  for (const query of queriesFor(type, text.trim())) {
    let page: Page | undefined;
    for (let pages = 0; pages < MOST_PAGES && found.size < MOST_FOUND && page?.nextCursor !== null; pages++) {
      page = await api.page(type, query, page?.nextCursor, { signal, limit: MOST_FOUND });
      for (const record of page.items) if (found.size < MOST_FOUND) found.set(record.id, record);
    }
  }
  return [...found.values()];
}

function queriesFor(type: RecordType, text: string): URLSearchParams[] {
  const title = titleField(type);
  const sort: Readonly<Record<string, string>> = type.sortable.includes(title) ? { sort: title } : {};
  if (text === '') return [new URLSearchParams(sort)];
  const hasPrefix = type.filterable.includes(title) && type.fields[title]?.operators.includes('prefix') === true;
  const words = new URLSearchParams({ q: text });
  return hasPrefix ? [new URLSearchParams({ ...sort, [`${title}[prefix]`]: text }), words] : [words];
}
