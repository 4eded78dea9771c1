// Run in a checkout of commit 98d7bab, after npm ci: node make.mjs FOLDER
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';

const folder = process.argv[2];
const port = 18_000 + Math.floor(Math.random() * 1000);
const server = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], {
  env: { ...process.env, DATABASE: 'embedded', DATA_DIR: `${folder}/data`, PORT: String(port) },
  stdio: 'inherit',
});
const base = `http://127.0.0.1:${port}/api/v1`;
for (;;) {
  try {
    await fetch(base);
    break;
  } catch {
    await new Promise((r) => setTimeout(r, 100));
  }
}
async function call(method, path, body, headers = {}) {
  const answer = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
const titles = [
  'Αγορά γάλακτος',
  'ΑΓΟΡΆ ψωμιού',
  'Позвонить Ивану',
  'позвонить маме',
  'Ёлка',
  'Straße fegen',
  'STRASSE kehren',
  'Ärger vermeiden',
  'apple',
  'Banana',
  'cherry',
  '日本語のタスク',
  '🚀 launch',
  'Zebra',
  'éclair',
  'a',
  'Buy milk',
  'buy Milk',
];
const statuses = ['open', 'in-progress', 'done'],
  priorities = ['low', 'normal', 'high'];
const made = { tasks: [], customers: [] };
for (const [n, title] of titles.entries()) {
  made.tasks.push(
    await call(
      'POST',
      '/tasks',
      {
        title,
        status: statuses[n % 3],
        priority: priorities[(n * 7) % 3],
        ...(n % 4 === 0 ? {} : { dueDate: `2026-${String((n % 12) + 1).padStart(2, '0')}-15` }),
        ...(n % 3 === 0 ? { tags: ['urgent', 'Berlin, Mitte', `t${n}`] } : {}),
        ...(n % 5 === 0 ? { notes: 'Zeile 1\nМосква café' } : {}),
      },
      n < 6 ? { 'Idempotency-Key': `task-${n}` } : {},
    ),
  );
}
const names = [
  'Müller & Söhne',
  'Acme',
  'acme Ltd',
  'Ωμέγα ΑΕ',
  'Газпром',
  'Zürich AG',
  'Łódź sp. z o.o.',
  'Olé',
  'ole',
  'x',
  'Beta',
  'beta',
];
for (const [n, name] of names.entries()) {
  made.customers.push(
    await call(
      'POST',
      '/customers',
      {
        name,
        stage: ['lead', 'active', 'inactive'][n % 3],
        ...(n % 2 === 0 ? { email: `Person${n}@Example.com` } : {}),
        ...(n % 3 === 0 ? {} : { company: ['ACME', 'acme', 'Zeta', 'Ζήτα'][n % 4] }),
        ...(n % 4 === 0 ? { tags: ['vip'] } : {}),
      },
      n < 3 ? { 'Idempotency-Key': `customer-${n}` } : {},
    ),
  );
}
await call(
  'POST',
  '/tasks/batch',
  {
    operations: [
      { method: 'create', record: { title: 'In a batch' } },
      { method: 'update', id: made.tasks[8].id, record: { priority: 'high', dueDate: '2026-12-24' } },
    ],
  },
  { 'Idempotency-Key': 'batch' },
);
await call('PATCH', `/tasks/${made.tasks[9].id}`, { title: 'Banana split', status: 'done' });
await call('PATCH', `/customers/${made.customers[2].id}`, { company: null, stage: 'inactive' });
for (const n of [0, 2, 10, 13]) await call('DELETE', `/tasks/${made.tasks[n].id}`);
await call('POST', `/tasks/${made.tasks[13].id}/restore`);
for (const n of [3, 7]) await call('DELETE', `/customers/${made.customers[n].id}`);
await call('DELETE', `/tasks/${made.tasks[15].id}?permanent=true`);
await call('DELETE', `/customers/${made.customers[9].id}?permanent=true`);
const truth = {};
for (const type of ['tasks', 'customers']) {
  const all = async (query) => (await call('GET', `/${type}?limit=100${query}`)).items;
  truth[type] = [...(await all('')), ...(await all('&trashed=true'))];
}
await writeFile(`${folder}/records.json`, `${JSON.stringify(truth, null, 1)}\n`);
server.kill('SIGTERM');
await new Promise((r) => server.once('exit', r));
