import { createHash } from 'node:crypto';
import { type Sample, samplesFor } from '../local/samples.ts';
import { recordTypes } from '../records/index.ts';

// Samples through the API of a service that runs: BASE_URL (default the one of `npm run dev`), TOKEN where it asks for one.
const { BASE_URL = 'http://localhost:3000', TOKEN } = process.env;

try {
  const samples = samplesFor(new Date());
  for (const { name } of recordTypes) {
    const added = await seed(
      name,
      samples.filter(({ type }) => type.name === name),
    );
    process.stdout.write(`${added} ${name} are there\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** The key makes a second run on the same day add nothing. */
async function seed(type: string, samples: readonly Sample[]): Promise<number> {
  const body = JSON.stringify({ operations: samples.map(({ values }) => ({ method: 'create', record: values })) });
  const response = await send(`${BASE_URL}/api/v1/${type}/batch`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': `samples-${createHash('sha256').update(body).digest('hex')}`,
      ...(TOKEN === undefined ? {} : { Authorization: `Bearer ${TOKEN}` }),
    },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${BASE_URL} answered ${response.status}: ${text}`);
  const { results }: { results: readonly { status: number }[] } = JSON.parse(text);
  const failed = results.find(({ status }) => status !== 201);
  if (failed !== undefined) throw new Error(`a sample was refused: ${JSON.stringify(failed)}`);
  return results.length;
}

async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (cause) {
    throw new Error(`Nothing answers at ${BASE_URL}. Start it with npm run dev, or set BASE_URL.`, { cause });
  }
}
