import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installTools } from '../../scripts/install-tools.ts';
import { settingsOf, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { createSender } from '../support/http-sender.ts';
import { type ServerProcessOptions, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { type Api, checkPages, createRequests, fill, JSON_SERVER, OURS, type ServerOperation, taskOf } from './server-requests.ts';
import { bundleServer } from './subjects.ts';

const TABLE = 'records';

/** A server that keeps tasks, with as many as are wanted. */
export interface ServerSubject {
  readonly name: string;
  /** One request of the kind. @throws if it is not answered as it should be */
  ask(operation: ServerOperation): Promise<void>;
  close(): Promise<void>;
}

export interface SubjectsOptions {
  /** The Node that runs all of them. */
  readonly node: string;
  readonly records: number;
}

/** The built server and plain Express, each on the embedded database in its own process and on DynamoDB Local, and json-server. */
export async function startServerSubjects({ node, records }: SubjectsOptions): Promise<readonly ServerSubject[]> {
  const [peers, plain] = await Promise.all([installTools('test/bench/peers'), bundleServer()]);
  const ours = { node, entry: 'dist/server/server.mjs', flags: ['--enable-source-maps'] };
  const express = { node, entry: plain };
  return [
    await startOnEmbedded('ours, embedded', ours, records),
    await startOnEmbedded('plain Express, embedded', express, records),
    await startOnDynamoDbLocal('ours, DynamoDB Local', ours, records),
    await startOnDynamoDbLocal('plain Express, DynamoDB Local', express, records),
    await startJsonServer({ node, entry: join(peers, 'node_modules/json-server/lib/bin.js') }, records),
  ];
}

type Program = Pick<ServerProcessOptions, 'node' | 'entry' | 'flags' | 'args' | 'cwd'>;

async function startOnEmbedded(name: string, program: Program, records: number): Promise<ServerSubject> {
  const { folder, remove } = await temporaryFolder();
  return await start({ name, program, api: OURS, env: { DATABASE: 'embedded', DATA_DIR: folder, TABLE_NAME: TABLE }, records, remove });
}

async function startOnDynamoDbLocal(name: string, program: Program, records: number): Promise<ServerSubject> {
  const { close, ...table } = await startDynamoDbLocal();
  return await start({ name, program, api: OURS, env: settingsOf(table), records, remove: close });
}

async function startJsonServer(program: Program, records: number): Promise<ServerSubject> {
  const { folder, remove } = await temporaryFolder();
  const file = join(folder, 'db.json');
  const tasks = Array.from({ length: records }, (_, n) => ({
    id: crypto.randomUUID(),
    ...taskOf(n),
    createdAt: new Date(n).toISOString(),
  }));
  await writeFile(file, JSON.stringify({ tasks }));
  const ids = tasks.map(({ id }) => id);
  return await start({
    name: 'json-server',
    program: { ...program, args: [file], cwd: folder },
    api: JSON_SERVER,
    env: { HOST: '127.0.0.1' },
    records: 0,
    ids,
    remove,
  });
}

interface Start {
  readonly name: string;
  readonly program: Program;
  readonly api: Api;
  readonly env: Readonly<Record<string, string>>;
  /** To be made through its API, before it is ready. */
  readonly records: number;
  /** Of those that are there already. */
  readonly ids?: readonly string[];
  readonly remove: () => Promise<void>;
}

async function start({ name, program, api, env, records, ids = [], remove }: Start): Promise<ServerSubject> {
  const server = await startServerProcess({ ...program, quiet: true, env: { LOG_LEVEL: 'info', RATE_LIMIT: 'off', ...env } });
  const sender = createSender(server.url);
  const made = await fill(sender, api, records);
  await checkPages(sender, api);
  const requests = createRequests(sender, api, [...ids, ...made]);
  return {
    name,
    ask: async (operation) => await requests[operation](),
    async close() {
      sender.close();
      await server.end('SIGKILL');
      await remove();
    },
  };
}
