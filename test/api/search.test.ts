import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import { startTarget, type Target } from '../support/target.ts';

let target: Target;
let callers: Callers;

beforeAll(async () => {
  target = await startTarget();
  callers = await createCallers(target);
  const titles = [...ALIKE.map(([, title]) => title), ...UNLIKE.map(([, title]) => title)];
  const operations = [...new Set(titles)].map((title) => ({ method: 'create', record: { title } }));
  await callers.editor.post('/api/v1/tasks/batch', { body: { operations } });
});
afterAll(async () => {
  await target.close();
});

/** A search, and a title that it finds: the difference is decoration. */
const ALIKE = [
  ['cafe', 'Café'],
  ['CAFÉ', 'cafe au lait'],
  ['e\u0301t', 'été'],
  ['viet', 'Việt Nam'],
  ['strasse', 'Strasse'],
  ['ανθρωπος', 'Ἄνθρωπος'],
  ['שלום', 'שָׁלוֹם'],
  ['שָׁלוֹם', 'שלום רב'],
  ['محمد', 'مُحَمَّد'],
  ['احمد', 'أحمد'],
  ['invoice', 'in\u00advoice'],
  ['zero\u200bwidth', 'zerowidth'],
  ['❤', '❤️ you'],
  ['МОЙ', 'мой дом'],
  ['हिंदी', 'हिंदी भाषा'],
  ['パ', 'パン'],
  ['각', '각도'],
] as const;

/** A search, and a title that it does not find: the difference is a letter. */
const UNLIKE = [
  ['パパ', 'ハハ'],
  ['ハ', 'パリ'],
  ['हिंदी', 'हद'],
  ['ที่', 'ทา'],
  ['мой', 'мои'],
  ['все', 'всё'],
  ['가', '각자'],
  ['مومن', 'مؤمن'],
] as const;

async function titlesFound(words: string): Promise<string[]> {
  const { body } = await callers.viewer.get(`/api/v1/tasks?limit=100&q=${encodeURIComponent(words)}`);
  return body.items.map(({ title }: { title: string }) => title);
}

describe('q', () => {
  it.each(ALIKE)('finds with %s: %s', async (words, title) => {
    expect(await titlesFound(words)).toContain(title);
  });

  it.each(UNLIKE)('does not find with %s: %s', async (words, title) => {
    expect(await titlesFound(words)).not.toContain(title);
    expect(await titlesFound(title)).toContain(title);
  });

  it('is blank if it has only invisible characters', async () => {
    const { status, body } = await callers.viewer.get('/api/v1/tasks?q=%E2%80%8B%20%C2%AD');
    expect([status, body.errors?.[0]?.code]).toEqual([400, 'blank']);
  });

  it('finds a text with more marks in a row than Unicode sorts in linear time', async () => {
    const title = `${'\u0301\u0323'.repeat(90)}end`;
    await callers.editor.post('/api/v1/tasks', { body: { title } });
    expect(await titlesFound(title)).toEqual([title]);
  });
});
