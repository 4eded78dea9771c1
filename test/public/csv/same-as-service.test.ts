import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTable } from '../../../public/model/csv/table.ts';
import { CsvFault, readCsv } from '../../../src/http/routes/csv.ts';
import { isBlankLine } from '../../../src/schema/csv-format.ts';

/** The rows with their numbers, or what is wrong with the file. */
async function readByService(text: string): Promise<unknown> {
  const rows: [number, readonly string[]][] = [];
  try {
    for await (const { row, cells } of readCsv(Buffer.from(text))) rows.push([row, cells]);
  } catch (error) {
    if (error instanceof CsvFault) return error.message;
    throw error;
  }
  return rows;
}

function readByPage(text: string): unknown {
  // The page takes the first row for the header and wants one below it, which the service judges later.
  const reading = readTable(`header\n${text}`, { delimiter: ',', hasHint: false });
  if (reading.ok) return reading.table.rows.map(({ number, cells }) => [number, cells]);
  return reading.fault === 'This file has no rows below its header.' ? [] : reading.fault.replace(/\.$/, '');
}

describe('the page and the service read the same rows of a CSV, and find the same faults', () => {
  const agree = async (text: string) => {
    const byService = await readByService(`header\n${text}`);
    const rows = Array.isArray(byService) ? byService.slice(1).filter(([, cells]) => !isBlankLine(cells)) : byService;
    expect(readByPage(text)).toEqual(rows);
  };

  it.each([
    'a,b\r\nc,d',
    'a\n\n\nb\n',
    '\n\na',
    '""\n"",""\n',
    ' \n',
    'a,"b\r\nc"\n\nd',
    'a,"b',
    '\na,"b" c',
    '\n\na,b"c',
    '"a""b"',
    'a;b\tc|d',
    'ü,東京,🙂',
    '\ufeffa',
    'a\rb\r\nc\n',
  ])('%j', agree);

  it('any text', async () => {
    const texts = fc.array(fc.constantFrom('a', 'é', ',', '"', '\n', '\r', '\r\n', ' ', '\t', '""', "'=1"), { maxLength: 25 });
    await fc.assert(fc.asyncProperty(texts, async (parts) => await agree(parts.join(''))));
  });
});
