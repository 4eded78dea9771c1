import { fileURLToPath } from 'node:url';
import { App, Tags } from 'aws-cdk-lib';
import { NAME } from '../src/name.ts';
import { builtHooks, missingBuild } from './build-output.ts';
import { addChecks } from './checks.ts';
import { DEPLOY_ROLE_STACK, DeployRoleStack } from './deploy-role.ts';
import { RecordsStack } from './stack.ts';
import { stackNameOf, stageNamed } from './stage.ts';

// Context from `-c`: the stage, the number of indexes of its table, and whether its history comes later, or (once per account) the repository that may deploy.
const app = new App();
const stage = context('stage') ?? 'dev';
const repository = context('repository');

if (repository !== undefined) new DeployRoleStack(app, DEPLOY_ROLE_STACK, { repository, provider: context('provider') });
else addService();
Tags.of(app).add('service', NAME);
addChecks(app);

function addService(): void {
  const missing = missingBuild();
  if (missing.length > 0) throw new Error(`Missing ${missing.join(', ')}. Run "npm run build" first.`);
  const named = stageNamed(stage);
  const settings = context('history') === 'later' ? { ...named, changes: false } : named;
  const { region } = settings;
  const build = { function: built('lambda'), changes: built('changes'), website: built('public') };
  const indexes = context('indexes');
  new RecordsStack(app, stackNameOf(settings), {
    stage: settings,
    build,
    hooks: builtHooks(),
    ...(indexes === undefined ? {} : { indexes: Number(indexes) }),
    ...(region === undefined ? {} : { env: { region } }),
  });
}

function built(folder: string): string {
  return fileURLToPath(new URL(`../dist/${folder}`, import.meta.url));
}

function context(name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === 'string' ? value : undefined;
}
