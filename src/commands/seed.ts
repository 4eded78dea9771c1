import { createHash } from 'node:crypto';
import { samplesFor, sampleValues } from '../local/samples.ts';
import { customers } from '../records/customers.ts';
import { tasks } from '../records/tasks.ts';
import { UsageError } from '../usage-error.ts';
import { runCommand } from './cli.ts';

/** Adds the samples through the API of a running service. Default: the service of `npm run dev`. */
await runCommand({
  usage: 'npm run seed (with BASE_URL, and with TOKEN where the service asks for one)',
  options: {},
  async run({ env: { BASE_URL: url = 'http://localhost:3000', TOKEN: token }, print }) {
    const samples = samplesFor(new Date());
    const customerIds = new Map<unknown, string>();
    // Customers first: tasks refer to them.
    for (const recordType of [customers, tasks]) {
      const records = samples.filter(({ type }) => type === recordType).map((sample) => sampleValues(sample, customerIds));
      const created = await seed({ url, token, type: recordType.name }, records);
      if (recordType === customers) for (const { name, id } of created) customerIds.set(name, id);
      print(`${recordType.name}: ${records.length} samples`);
    }
    return 0;
  },
});

interface Target {
  readonly url: string;
  readonly token: string | undefined;
  readonly type: string;
}

interface Created {
  readonly id: string;
  readonly name?: string;
}

/** Creates the records. Because of the idempotency key, a second run on the same day adds nothing. */
async function seed({ url, token, type }: Target, records: readonly object[]): Promise<readonly Created[]> {
  const body = JSON.stringify({ operations: records.map((record) => ({ method: 'create', record })) });
  const response = await send(url, `/api/v1/${type}/batch`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': `samples-${createHash('sha256').update(body).digest('hex')}`,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new UsageError(`${url} answered ${response.status}: ${text}`);
  const { results }: { results: readonly { status: number; record: Created }[] } = JSON.parse(text);
  const failed = results.find(({ status }) => status !== 201);
  if (failed !== undefined) throw new UsageError(`A sample was refused: ${JSON.stringify(failed)}`);
  return results.map(({ record }) => record);
}

async function send(url: string, path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url + path, request);
  } catch (cause) {
    throw new UsageError(`Nothing answers at ${url}. Start it with npm run dev, or set BASE_URL.`, { cause });
  }
}
