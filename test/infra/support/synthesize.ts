import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Bucket, Stack, Validations } from '../../../infra/cdk.ts';
import { addChecks } from '../../../infra/checks.ts';
import { DEPLOY_ROLE_STACK, DeployRoleStack } from '../../../infra/deploy-role.ts';
import { RecordsStack } from '../../../infra/stack.ts';
import { stackNameOf } from '../../../infra/stage.ts';
import { FEWER_INDEXES, HOOKS_STACK, INDEXES_STACK, TESTED_STAGES } from './stages.ts';

// `templates.ts` runs this script with the output folder in its own process, because CDK takes five times as long within jest.
// Like `npm run synth`, it fails at a finding of cdk-nag or of CloudFormation's own validation.
const folder = process.argv[2] ?? '';
const { context } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

const app = new App({ outdir: folder, context, analyticsReporting: false });
const build = standInBuild();
for (const stage of Object.values(TESTED_STAGES)) {
  const region = stage.region === undefined ? {} : { env: { region: stage.region } };
  new RecordsStack(app, stackNameOf(stage), { stage, build, ...region });
}
for (const indexes of FEWER_INDEXES) new RecordsStack(app, `${INDEXES_STACK}${indexes}`, { stage: TESTED_STAGES.prod, build, indexes });
new RecordsStack(app, HOOKS_STACK, { stage: TESTED_STAGES.prod, build, hooks: { code: build.hooks, types: ['orders', 'tasks'] } });
new DeployRoleStack(app, DEPLOY_ROLE_STACK, { repository: 'owner/name' });
addChecks(app);
app.synth();

const acknowledged = app.node
  .findAll()
  .flatMap(({ node }) => node.metadata)
  .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
  .flatMap(({ data }) => Object.entries<string>(data))
  .map(([rule, reason]) => [rule.replace(/^annotation::/i, ''), reason]);
writeFileSync(join(folder, 'acknowledged.json'), JSON.stringify(acknowledged));
writeFileSync(join(folder, 'open-bucket.txt'), refusalOfOpenBucket());

/** Creates short files in place of the build output. CDK does not read their content, so the tests need no build. */
function standInBuild(): { function: string; changes: string; hooks: string; website: string } {
  const handler = 'export const handler = undefined;';
  const page = '<script id="config" type="application/json">null</script><script>0</script>';
  const functions = { 'lambda/index.mjs': handler, 'changes/index.mjs': handler, 'hooks/index.mjs': handler };
  const files = { ...functions, 'public/index.html': page, 'public/assets/a.js': '0' };
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return {
    function: join(folder, 'lambda'),
    changes: join(folder, 'changes'),
    hooks: join(folder, 'hooks'),
    website: join(folder, 'public'),
  };
}

/** Returns the findings of the checks for a bucket that accepts unencrypted requests. Empty if there are none. */
function refusalOfOpenBucket(): string {
  const open = new App({ outdir: join(folder, 'open-bucket'), analyticsReporting: false });
  new Bucket(new Stack(open, 'open'), 'Bucket');
  addChecks(open);
  try {
    open.synth();
    return '';
  } catch {
    return readFileSync(join(folder, 'open-bucket', 'validation-report.json'), 'utf8');
  }
}
