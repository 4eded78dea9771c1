import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from './openapi-document.ts';

// `npm run lint:openapi`: the document as the service answers it, against the recommended rules of Redocly. A warning is a fault.
const REDOCLY = fileURLToPath(new URL('../../node_modules/@redocly/cli/bin/cli.js', import.meta.url));
// The SDK would warn of the age of this Node, and Redocly tell its makers of the run.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' };

const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
try {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(openApiDocument(), null, 2));
  const lint = (format: string) =>
    spawnSync(process.execPath, [REDOCLY, 'lint', file, '--extends=recommended', `--format=${format}`], { env, encoding: 'utf8' });
  const { totals } = JSON.parse(lint('json').stdout);
  if (totals.errors + totals.warnings > 0) {
    process.stdout.write(lint('codeframe').stdout);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
