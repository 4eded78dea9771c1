// Fails on a known hole, of severity high or worse, in what is shipped. A registry that is away or has no audit is told
// apart from a finding: it is said aloud and does not fail, for it says nothing about the code.
import { spawnSync } from 'node:child_process';

const audit = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], { encoding: 'utf8' });
const report = read(audit.stdout);

if (report?.auditReportVersion === undefined) {
  console.log(`npm audit: NOT CHECKED, the registry does not answer: ${report?.message ?? audit.stderr}`);
} else {
  const found = Object.values(report.vulnerabilities).filter(({ severity }) => ['high', 'critical'].includes(severity));
  for (const { name, severity, range } of found) console.log(`npm audit: ${name} ${range}: ${severity}`);
  console.log(`npm audit: ${found.length} known holes of severity high or critical in what is shipped`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
