import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { findDamage } from '../../src/local/check-database.ts';
import { openDataDirectory } from '../../src/local/data-directory.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { temporaryFolder } from '../support/server-process.ts';

jest.setTimeout(60_000);

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;
let files: string;

beforeEach(async () => {
  temporary = await temporaryFolder();
  folder = join(temporary.folder, 'data');
  files = join(folder, 'records');
});
afterEach(async () => await temporary.remove());

const open = async (path = folder) => await openDataDirectory({ folder: path, owner: 'a test', onWriteFault: () => undefined });

async function openAndClose(path = folder): Promise<void> {
  await (await open(path)).close();
}

/** Fills the folder with so many items of about 1 KB. With `killed` it stays as a killed process leaves it. */
async function fill(items: number, killed: boolean): Promise<void> {
  const filled = join(temporary.folder, 'filled');
  const database = await open(filled);
  const client = createDynamoClient(database.clientConfig);
  await createTable(client, 'records');
  for (let n = 0; n < items; n++) {
    const Item = { pk: 'records#w#tasks', sk: String(n), notes: crypto.randomUUID().repeat(28) };
    await client.send(new PutCommand({ TableName: 'records', Item }));
  }
  if (killed) await cp(filled, folder, { recursive: true });
  client.destroy();
  await database.close();
  if (!killed) {
    // The first start writes the log into a table, the second removes the log.
    await openAndClose(filled);
    await openAndClose(filled);
    await cp(filled, folder, { recursive: true });
  }
}

async function nameOf(pattern: RegExp): Promise<string> {
  const found = (await readdir(files)).filter((name) => pattern.test(name)).sort();
  return join(files, found.at(-1) ?? 'none');
}

async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(files)).filter((name) => name !== 'LOCK');
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await readFile(join(files, name))).toString('base64')])));
}

/** Flips all bits of eight bytes. */
async function flip(file: string, offset: number): Promise<void> {
  const bytes = await readFile(file);
  for (let index = offset; index < offset + 8; index++) bytes.writeUInt8(bytes.readUInt8(index) ^ 0xff, index);
  await writeFile(file, bytes);
}

async function expectDamage(detail: RegExp): Promise<void> {
  const before = await contents();
  const refusal = await open().catch((error) => error);
  expect(refusal).toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(/^The data in \S+ is damaged: .*Replace it with a backup/),
  });
  expect(refusal.message).toMatch(detail);
  expect(await contents()).toEqual(before);
}

describe('a path that cannot be a data folder', () => {
  it.each([
    ['/proc/x', 'nothing can be created there'],
    ['/proc/x/y/z', 'nothing can be created there'],
    ['/proc', 'nothing can be created there'],
    ['/dev/null', 'it is a file'],
    ['/dev/null/data', 'a part of its path is a file'],
    [`/tmp/${'a'.repeat(300)}`, 'its name is too long'],
  ])('is refused with one sentence: %.20s', async (path, reason) => {
    await expect(open(path)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(new RegExp(`^The directory \\S+ cannot be created: ${reason}\\.$`)),
    });
  });

  it('is refused where it is a link that leads nowhere, or a link to itself', async () => {
    await symlink(join(temporary.folder, 'nowhere'), join(temporary.folder, 'dangling'));
    await symlink(join(temporary.folder, 'circle'), join(temporary.folder, 'circle'));
    for (const name of ['dangling', 'circle'])
      await expect(open(join(temporary.folder, name))).rejects.toMatchObject({ name: 'UsageError' });
  });

  it.each(['sp ace', 'ünï', 'a#b?c%20', 'quo\'te"', 'line\nbreak', '-dash', '…'])('may have any name: %j', async (name) => {
    await openAndClose(join(temporary.folder, name, 'below'));
    await openAndClose(join(temporary.folder, name, 'below'));
  });
});

describe('a data folder that was in use', () => {
  beforeEach(async () => await fill(20, true));

  it.each([
    ['without CURRENT', async () => await rm(join(files, 'CURRENT'))],
    ['with no files', async () => await rm(files, { recursive: true })],
    [
      'with an empty folder of files',
      async () => {
        await rm(files, { recursive: true });
        await mkdir(files);
      },
    ],
  ])('is not taken for a new one %s', async (_, damage) => {
    await damage();
    await expect(open()).rejects.toThrow(/^Data is missing: \S+ held records and has no database now\. Restore a backup there\.$/);
  });

  it.each([
    ['its log', /^\d+\.log$/, /\d+\.log is missing/],
    ['its manifest', /^MANIFEST/, /MANIFEST-\d+ is missing/],
  ])('is refused without %s', async (_, pattern, detail) => {
    await rm(await nameOf(pattern));
    await expectDamage(detail);
  });

  it('is refused without CURRENT and without the note that it was in use', async () => {
    await rm(join(folder, 'owner.json'));
    await rm(join(files, 'CURRENT'));
    await expectDamage(/CURRENT is missing/);
  });

  it('is refused with a table missing', async () => {
    await rm(folder, { recursive: true });
    await rm(join(temporary.folder, 'filled'), { recursive: true });
    await fill(20, false);
    await rm(await nameOf(/\.ldb$/));
    await expectDamage(/\d+\.ldb \(\d+ bytes\) is missing/);
  });

  it('opens when a backup is restored there', async () => {
    await cp(files, join(temporary.folder, 'backup'), { recursive: true });
    await rm(files, { recursive: true });
    await expect(open()).rejects.toThrow('Data is missing');
    await rm(files, { recursive: true });
    await cp(join(temporary.folder, 'backup'), files, { recursive: true });
    await openAndClose();
  });
});

describe('flipped bytes', () => {
  it.each([0, 0.2, 0.5, 0.8, 1])(
    'in the log, at %d of its length, are found before the database opens; nothing is changed',
    async (share) => {
      await fill(40, true);
      const log = await nameOf(/^\d+\.log$/);
      await flip(log, Math.floor(((await readFile(log)).length - 8) * share));
      await expectDamage(/\d+ bytes of \d+\.log cannot be read/);
    },
  );

  it.each([0, 0.2, 0.5, 0.8, 1])(
    'in a table, at %d of its length, are found before the database opens; nothing is changed',
    async (share) => {
      await fill(40, false);
      const table = await nameOf(/\.ldb$/);
      await flip(table, Math.floor(((await readFile(table)).length - 8) * share));
      await expectDamage(/\d+\.ldb \(\d+ bytes\) is damaged from byte \d+ on/);
    },
  );

  it.each([/^MANIFEST/, /^CURRENT$/])('in %s are found', async (pattern) => {
    await fill(3, true);
    await flip(await nameOf(pattern), 4);
    await expectDamage(/is damaged/);
  });

  it('in a length of the log are not taken for a write that a crash cut short', async () => {
    await fill(3, true);
    const log = await nameOf(/^\d+\.log$/);
    const bytes = await readFile(log);
    // The first record's length, now beyond the end of the file.
    bytes.writeUInt16LE(0xfff0, 4);
    await writeFile(log, bytes);
    await expectDamage(/bytes of \d+\.log cannot be read/);
  });
});

describe('a log whose last write a crash cut short', () => {
  it('is no damage, wherever it was cut', async () => {
    await fill(40, true);
    const log = await nameOf(/^\d+\.log$/);
    const bytes = await readFile(log);
    for (let length = bytes.length - 1; length > bytes.length - 4_000; length -= 61) {
      await writeFile(log, bytes.subarray(0, length));
      expect(await findDamage(files)).toEqual([]);
    }
    await openAndClose();
  });

  it('is no damage where a power cut left zeros', async () => {
    await fill(10, true);
    const log = await nameOf(/^\d+\.log$/);
    const bytes = await readFile(log);
    await writeFile(log, Buffer.concat([bytes, Buffer.alloc(5_000)]));
    await openAndClose();
  });
});
