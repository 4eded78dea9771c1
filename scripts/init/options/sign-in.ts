import type { Option } from '../option.ts';
import { drawing } from './drawing.ts';

const { cuts, scripts, paths, packages } = drawing;

/** A placeholder. API Gateway refuses it in a deployment, and `.invalid` never resolves (RFC 6761), so it cannot let anyone in. */
const NO_ISSUER = `{
      url: 'https://set-issuer-in-infra-stage-ts.invalid',
      audience: ['none'],
      webClientId: 'web',
      roleWithoutGroups: 'none',
    }`;
const MISSING = [
  '    const stage = stageArgument(options.stage);',
  '    if (stage.issuer === undefined)',
  `      throw new UsageError(\`"\${stage.name}" has no issuer of tokens. Set "issuer" of the stage in infra/stage.ts (docs/deploy.md).\`);`,
].join('\n');

/** The Cognito user pool with its commands. A stage then needs its own issuer. The UI signs in there, and the local provider stays. */
export const signIn: Option = {
  paths: [
    ...paths,
    ...['pool-sign-in', 'user-pool', 'workspace-claim'].map((file) => `infra/${file}.ts`),
    ...['accounts', 'machine-token', 'manage-people', 'people'].map((file) => `infra/commands/${file}.ts`),
    'test/infra/people.test.ts',
    'test/infra/user-pool.test.ts',
  ],
  scripts: [...scripts, 'people'],
  packages: { infra: [...packages.infra, '@aws-sdk/client-cognito-identity-provider'] },
  cuts: [...cuts, ...stack(), ...commands(), ...cost(), ...tests(), ...pages()],
};

function stack(): Option['cuts'] {
  return [
    ['infra/create-sign-in.ts', /^import type \{ Stack \}.*\n/m],
    ['infra/create-sign-in.ts', /^import \{ createPoolSignIn \}.*\n/m],
    [
      'infra/create-sign-in.ts',
      /Creates the user pool of a stage, unless the stage has an issuer of its own\./,
      'Accepts the tokens of the stage’s issuer. `npm run deploy` refuses a stage without one.',
    ],
    ['infra/create-sign-in.ts', /\(stack: Stack, stage: Stage\)/, '(stage: Stage)'],
    [
      'infra/create-sign-in.ts',
      /stage\.issuer === undefined \? createPoolSignIn\(stack, stage\) : createOwnIssuer\(stage\.issuer\)/,
      `createOwnIssuer(
    stage.issuer ?? ${NO_ISSUER},
  )`,
    ],
    ['infra/stack.ts', /createSignIn\(this, stage\)/, 'createSignIn(stage)'],
    [
      'infra/stage-settings.ts',
      /, the user pool and the function's log when the stack is deleted\. Protects table and pool against deletion\./,
      " and the function's log when the stack is deleted. Protects the table against deletion.",
    ],
    ['infra/stage-settings.ts', /^ *\/\*\* Adds a trigger that copies.*\n.*\n/m],
    ['infra/stage-settings.ts', /^ *\/\*\* Whether anyone may create an account\. \*\/\n.*\n/m],
    ['infra/stage-settings.ts', / instead of a user pool: see/, ': see'],
    ['infra/stage-settings.ts', /^ *\/\*\* A client for machines.*\n.*\n/m],
    ['infra/stage-settings.ts', /^\/\*\* The claim that `workspaceTrigger` adds.*\n.*\n\n/m],
    ['infra/stage.ts', /^ *selfSignUp: false,\n/gm],
    ['infra/stage-faults.ts', /, TRIGGER_CLAIM(?= \})/],
    ['infra/stage-faults.ts', /workspaceFaults\(\{ workspace, .* \}: Stage\)/, 'workspaceFaults({ workspace }: Stage)'],
    ['infra/stage-faults.ts', /^ *if \(workspace === 'shared' && selfSignUp\) \{[\s\S]*?(?=^ *return faults;)/m],
    ['infra/stage-faults.ts', /issuerFaults\(\{ issuer, selfSignUp, \.\.\.stage \}/, 'issuerFaults({ issuer }'],
    ['infra/stage-faults.ts', /^ *const ofPool = [\s\S]*?(?=^ *return faults;)/m],
    ['infra/deploy-role.ts', /, 'cognito-idp:DescribeUserPoolClient'/],
    ['infra/deploy-role.ts', /^ *this\.formatArn\(\{ service: 'cognito-idp'.*\n/m],
    ['infra/deploy-role.ts', /^ *'cognito-idp:\*.*\n/m],
  ];
}

function commands(): Option['cuts'] {
  return [
    ['infra/commands/deploy.ts', / *const stage = stageArgument\(options\.stage\);(?!\n *if \(stage\.issuer === undefined)/, MISSING],
    ['infra/commands/deploy.ts', / \[--admin EMAIL\]/],
    ['infra/commands/deploy.ts', / admin: 'optional',/],
    ['infra/commands/deploy.ts', /^ *if \(options\.admin !== undefined[\s\S]*?;\n/m],
    ['infra/commands/deploy.ts', /^ *admin: options\.admin,\n/m],
    ['infra/commands/deploy-stage.ts', /^ *\/\*\* The e-mail address of an administrator.*\n.*\n/m],
    ['infra/commands/deploy-stage.ts', /(const \{ stack), admin(, print)/, '$1$2'],
    ['infra/commands/deploy-stage.ts', /^ *if \(admin !== undefined\).*\n/m],
    ['infra/commands/deploy-stage.ts', /SignInUrl, Issuer/, 'Issuer'],
    ['infra/commands/deploy-stage.ts', /SignInUrl \?\? Issuer/, 'Issuer'],
    ['infra/commands/deployed-stack.ts', /^import \{[^}]*\} from '@aws-sdk\/client-cognito-identity-provider';\n/m],
    ['infra/commands/deployed-stack.ts', /^ *\/\*\* Creates an administrator\.[\s\S]*?machineSecret\(\).*\n/m],
    ['infra/commands/deployed-stack.ts', /^ *const cognito = .*\n/m],
    ['infra/commands/deployed-stack.ts', /\n {4}async addAdmin\(email\) \{[\s\S]*?(?=^ {2}\};\n\})/m],
    ['infra/commands/smoke.ts', /^import \{ machineToken \}.*\n/m],
    ['infra/commands/smoke.ts', /createDeployedStack, type DeployedStack, type Outputs/, 'createDeployedStack, type Outputs'],
    ['infra/commands/smoke.ts', /env\['TOKEN_EDITOR'\] \?\? \(await tokenOf\(stack, outputs\)\)/, "tokenOf(env['TOKEN_EDITOR'])"],
    [
      'infra/commands/smoke.ts',
      /^async function tokenOf[\s\S]*?^\}\n/m,
      "function tokenOf(token: string | undefined): string {\n  if (token === undefined) throw new UsageError('Set TOKEN_EDITOR to the access token of an editor.');\n  return token;\n}\n",
    ],
    ['infra/commands/destroy-summary.ts', /, the user pool with its users and the log/, ' and the log'],
    [
      'infra/commands/destroy-summary.ts',
      / A pool without sign-ins and a log that expires cost nothing\./,
      ' A log that expires costs nothing.',
    ],
    ['infra/commands/destroy-summary.ts', /, the user pool with its users and all logs/, ' and all logs'],
  ];
}

function cost(): Option['cuts'] {
  return [
    ['infra/cost/prices.ts', /^const COGNITO = .*\n/m],
    ['infra/cost/prices.ts', /^ *(activeUser|machineClient|machineToken): .*\n/gm],
    ['infra/cost/usage.ts', /^.*stage\.machineClient.*\n/gm],
    ['infra/cost/usage.ts', /^ *\/\/ A token is valid for one hour\.\n/m],
    ['infra/cost/usage.ts', /^ *activeUser: .*\n/m],
    ['docs/cost.md', /^\| machine client \|.*\n/m],
    ['docs/cost.md', /, and for users who sign in \(10,000 per month are free\)/],
  ];
}

function tests(): Option['cuts'] {
  return [
    ['test/infra/api.test.ts', /^ {2}it\('accepts only tokens of the user pool[\s\S]*?^ {2}\}\);\n/m],
    ['test/infra/baseline.json', /,\n *"users": \{[\s\S]*?\n {2}\}(?=\n\})/],
    ['test/infra/baseline.test.ts', /const \{ table, users \}/, 'const { table }'],
    ['test/infra/baseline.test.ts', /; users\?: Partial<DataLayout\['users'\]>/],
    ['test/infra/baseline.test.ts', /^ *users: \{ \.\.\.users.*\n/m],
    ['test/infra/baseline.test.ts', /^ *\['(another user pool|other names of users)'.*\n/gm],
    ['test/infra/commands.test.ts', /^import \{ machineToken \}.*\n/m],
    ['test/infra/commands.test.ts', /^describe\('the sign-in of a machine'[\s\S]*/m],
    ['test/infra/deploy-role.test.ts', /, 'cognito-idp:DescribeUserPoolClient'/],
    ['test/infra/deployed-stack.test.ts', /^describe\('the first administrator'[\s\S]*/m],
    ['test/infra/stage.test.ts', /^ *\['a workspace that all who sign up share'.*\n/m],
    ['test/infra/stage.test.ts', /^ *\['a trigger for another claim'.*\n/m],
    ['test/infra/stage.test.ts', /^ *\['an issuer together with a machine client'.*\n/m],
    ['test/infra/support/stages.ts', /^ *(workspaceTrigger|selfSignUp|machineClient): true,\n/gm],
    ['test/infra/support/data-layout.ts', /^ *readonly users: \{[\s\S]*?^ {2}\};\n/m],
    ['test/infra/support/data-layout.ts', /^const REPLACING_USERS .*\n\n/m],
    ['test/infra/support/data-layout.ts', /^ *const \[users, .*\n/m],
    [
      'test/infra/support/data-layout.ts',
      /table === undefined \|\| users === undefined \|\| tables\.length \+ pools\.length > 0/,
      'table === undefined || tables.length > 0',
    ],
    ['test/infra/support/data-layout.ts', /one table and one user pool/, 'one table'],
    ['test/infra/support/data-layout.ts', /^ *const replacing = .*\n/m],
    ['test/infra/support/data-layout.ts', /^ *users: \{ id: users.*\n/m],
    ['test/infra/support/data-layout.ts', /^ *if \(.*before\.users.*\n/gm],
    ['test/infra/website.test.ts', /^ *\/\^connect-src .*\n/m, "        /^connect-src 'self' https:\\/\\/\\S+$/,\n"],
    ['test/infra/website.test.ts', /^ *expect\(markers\)\.toContain\(.*UserPool'\).*\n/m, "    expect(markers).toContain('signIn');\n"],
    ['test/infra/website.test.ts', /^ *expect\(markers\)\.toContain\(.*UserPoolClient'\).*\n/m],
  ];
}

function pages(): Option['cuts'] {
  return [
    ['README.md', /, Cognito(?=, )/],
    ['README.md', / --admin you@example\.com/],
    ['README.md', / Cognito signs the user in\./],
    [
      'AGENTS.md',
      /(?<!own-issuer\)\)\.\n\n)^Use Node 24/m,
      'A stage on AWS needs its own issuer of tokens ([deployment](docs/deploy.md#your-own-issuer)).\n\nUse Node 24',
    ],
    ['docs/deploy.md', /^`--admin` creates an administrator\..*\n/m],
    ['docs/deploy.md', / --admin you@example\.com/],
    ['docs/deploy.md', /^To add users, with your own AWS rights:\n[\s\S]*?(?=^Alarms go to)/m],
    ['docs/deploy.md', /^It signs in as a machine, so[\s\S]*?pass the access token/m, 'Pass the access token'],
    [
      'docs/deploy.md',
      /^A stage can accept the tokens of your own OpenID Connect provider instead of a user pool:/m,
      'Every stage needs an OpenID Connect provider, whose tokens it accepts:',
    ],
    ['docs/deploy.md', /^`npm run people`, `--admin`.*\nA stage that already has a user pool.*\n/m],
    ['docs/deploy.md', /^In Cognito, a \[trigger\][\s\S]*?(?=^\*\*To change it later)/m],
  ];
}
