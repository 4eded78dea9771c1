import type { Option } from '../option.ts';
import { drawing } from './drawing.ts';

const { cuts, scripts, paths, packages } = drawing;

/** The web UI with its build, tests, bucket and distribution. API Gateway alone is then the address of a stage. */
export const ui: Option = {
  paths: [
    ...paths,
    'public',
    ...['first-request', 'problem-pages', 'project-link', 'service-name', 'ui', 'ui-definitions', 'watch-website', 'website'].map(
      (file) => `build/${file}.ts`,
    ),
    ...['dev-website', 'start-page', 'website'].map((file) => `src/server/${file}.ts`),
    ...['commands/site-checks.ts', 'firewall.ts', 'site-files.ts', 'ui-paths.js', 'website.ts'].map((file) => `infra/${file}`),
    'scripts/screenshots.ts',
    'docs/images',
    'docs/importing.md',
    'docs/decisions/0012-the-stack-of-the-ui.md',
    'docs/decisions/0022-our-own-page-of-the-api.md',
    'docs/decisions/0024-the-ui-uses-the-typed-client.md',
    'test/public',
    'test/ui',
    'test/bench/first-list-command.ts',
    'test/infra/ui-paths.test.ts',
    'test/infra/website.test.ts',
    'test/local/website.test.ts',
    'test/runtime/folder-names.test.ts',
    'test/runtime/smoke.test.ts',
    'test/runtime/support/cloudfront.ts',
    'test/schema/ui-definitions.test.ts',
  ],
  scripts: [...scripts, 'build:ui', 'screenshots', 'test:ui', 'bench:first-list'],
  packages: {
    ...packages,
    '.': ['@preact/signals', 'axe-core', 'marked', 'oauth4webapi', 'playwright-core', 'preact'],
  },
  cuts: [...cuts, ...server(), ...stack(), ...cost(), ...tools(), ...tests(), ...pages()],
};

function server(): Option['cuts'] {
  return [
    ['src/server.ts', /^import \{ fileURLToPath \}.*\n/m],
    ['src/server.ts', /^import \{ createWebsite \}.*\n/m],
    ['src/server.ts', /^\/\/ The build writes the server and the UI.*\n.*\n\n/m],
    ['src/server.ts', /, createWebsite\(WEBSITE, config\.auth\)/],
    ['src/dev.ts', /^import \{ createDevWebsite \}.*\n/m],
    ['src/dev.ts', /^ *const website = .*\n/m],
    ['src/dev.ts', /^ *sites: \[website\.handle\],\n/m],
    ['src/dev.ts', /^ *website\.attach\(.*\n/m],
    ['src/dev.ts', /Promise\.all\(\[provider\?\.close\(\), website\.close\(\)\]\)/, 'provider?.close()'],
  ];
}

function stack(): Option['cuts'] {
  return [
    ['infra/app.ts', /, website: built\('public'\)/],
    ['infra/build-output.ts', /, 'dist\/public\/index\.html'/],
    ['infra/build-output.ts', /Builds the function and the UI\./, 'Builds the functions.'],
    ['infra/function.ts', /export (?=const WAITS_FOR_ROLE)/],
    ['infra/stack.ts', /^import \{ Website \}.*\n/m],
    ['infra/stack.ts', /; readonly website: string/],
    ['infra/stack.ts', / API and UI, stage/, ' API, stage'],
    ['infra/stack.ts', /^ *const website = new Website\([\s\S]*?^ {4}\}\);\n/m],
    ['infra/stack.ts', /addClients\(website\.origin\)/, 'addClients()'],
    ['infra/stack.ts', /^ *website\.publish\(.*\n/m],
    ['infra/stack.ts', /^ *SiteUrl: .*\n/m],
    ['infra/stack.ts', /^ *SiteAlias: .*\n/m],
    ['infra/stage-settings.ts', /^ *\/\*\* Your own domain for the website\..*\n.*\n/m],
    ['infra/stage-settings.ts', /^ *\/\*\* AWS WAF for CloudFront.*\n.*\n/m],
    ['infra/stage-settings.ts', /^export interface FirewallSettings \{[\s\S]*?^\}\n\n/m],
    ['infra/stage.ts', /siteDomain: _site, /],
    ['infra/stage-faults.ts', /^ *if \(firewall !== undefined && !isWhole[\s\S]*?(?=^ *if \(restoredTable)/m],
    [
      'infra/stage-faults.ts',
      /region, alarmEmail, monthlyBudget, firewall, siteDomain, restoredTable/,
      'alarmEmail, monthlyBudget, restoredTable',
    ],
    ['infra/commands/deploy-stage.ts', /SiteUrl, ApiUrl, (.*), SiteAlias, /, 'ApiUrl, $1, '],
    ['infra/commands/deploy-stage.ts', /^ *`The UI .*\n/m],
    ['infra/commands/deploy-stage.ts', /\$\{SiteUrl\}\/api\/v1 \(without CloudFront: (\$\{ApiUrl\}\/api\/v1)\)/, '$1'],
    ['infra/commands/deploy-stage.ts', /^ *if \(SiteAlias .*\n/m],
    ['infra/commands/destroy-summary.ts', /The API, the UI, the alarms/, 'The API, the alarms'],
    ['infra/commands/smoke.ts', /'SiteUrl'/, "'ApiUrl'"],
    ['infra/commands/smoke.ts', /^ *issuer: output.*\n *webClientId: output.*\n/m],
    [
      'infra/commands/smoke-check.ts',
      /The URL of the UI without a trailing slash\. The API is below it\./,
      'The URL of the API without a trailing slash.',
    ],
    ['infra/commands/smoke-check.ts', /^ *\/\*\* The expected values in `config\.json`\. \*\/\n.*\n.*\n/m],
    ['infra/commands/smoke-checks.ts', /^import \{ siteChecks \}.*\n/m],
    ['infra/commands/smoke-checks.ts', /^ *\.\.\.siteChecks\(target\),\n/m],
  ];
}

function cost(): Option['cuts'] {
  const traffic =
    "siteTraffic: { service: 'EC2', unit: 'GB sent', usd: 0.09, free: 100, source: 'https://aws.amazon.com/ec2/pricing/on-demand/' },";
  return [
    ['infra/cost/prices.ts', /^const (CLOUDFRONT|S3|WAF) = .*\n/gm],
    ['infra/cost/prices.ts', /^ *(siteRequest|siteStorage|firewallAcl|firewallRule|firewallRequest): .*\n/gm],
    ['infra/cost/prices.ts', /siteTraffic: \{.*/, traffic],
    ['infra/cost/usage.ts', /^ *(siteRequest|siteStorage|siteMb): .*\n/gm],
    ['infra/cost/usage.ts', /^.*(stage\.firewall|FIREWALL_RULES =).*\n/gm],
    ['infra/cost/usage.ts', /CloudFront traffic/, 'Traffic'],
    ['infra/cost/report.ts', /storage and CloudFront traffic/, 'storage and traffic'],
    ['docs/cost.md', /^\| (web ACL|rule) \|.*\n/gm],
    ['docs/cost.md', /The UI's files in S3 and the packages in CDK's bucket have/, "The packages in CDK's bucket have"],
    ['docs/cost.md', /CloudFront traffic of the UI/, 'traffic'],
  ];
}

function tools(): Option['cuts'] {
  return [
    ['build/definition-code.ts', /export (?=function (without|ofDefinitions)\()/g],
    ['build/definition-code.ts', /^\/\*\* Finds properties of object literals by name[\s\S]*?^\}\n\n/m],
    ['build/trim-manifest.ts', /export (?=function trimManifest)/],
    ['.ci/run', /^need chromium chromium\n/m],
    ['test/clients/typed-client.test.ts', /^import \{ startBrowser \} .*\n/m],
    ['test/clients/typed-client.test.ts', /^ {2}it\(\n {4}'runs a sample in a browser[\s\S]*?^ {2}\);\n\n/m],
    ['.dockerignore', /^!public\n/m],
    ['.github/dependabot.yml', / \/test\/ui,/],
    ['.github/workflows/check.yml', / serves the UI,/],
    ['.github/workflows/check.yml', /^.*curl .*'Accept: text\/html'.*\n/m],
    ['biome.json', /^ *\{\n *"includes": \["infra\/ui-paths\.js"\],[\s\S]*?^ {4}\},\n/m],
    ['biome.json', /,\n *\{\n *"includes": \["public\/\*\*"\],[\s\S]*?^ {4}\}(?=\n {2}\])/m],
    ['import-rules.json', /,\s*\{ "includes": \["public\/\*\.\{ts,tsx\}"\][\s\S]*(?=\n *\]\n\}\s*$)/],
    ['jest.config.ts', /^ *'public',\n/m],
    ['jest.config.ts', /^ *ui: \['ui'\],\n/m],
    ['jest.config.ts', /^ *transform: \{ react: .*\n/m],
    ['knip.json', /^ *"public\/.*",\n/gm],
    ['knip.json', /, "ui-paths\.js"/],
    ['knip.json', / "public\/\*\*",/],
    ['knip.json', /^ *"test\/ui": .*\n/m],
    ['tsconfig.json', /^ *"jsx(ImportSource)?": .*\n/gm],
    ['tsconfig.json', / "public",/],
  ];
}

function tests(): Option['cuts'] {
  return [
    ['test/infra/deploy.test.ts', /'<member><OutputKey>SiteUrl<\/OutputKey>/, "'<member><OutputKey>ApiUrl</OutputKey>"],
    ['test/infra/idle-cost.test.ts', /siteStorage, /],
    ['test/infra/idle-cost.test.ts', /^ *expect\(siteStorage\).*\n/m],
    ['test/infra/smoke.test.ts', /^ *\['no UI', [\s\S]*?(?=^ *\[\n *'a page instead of an API problem)/m],
    ['test/infra/smoke.test.ts', /toHaveLength\(12\)/, 'toHaveLength(7)'],
    ['test/infra/smoke.test.ts', /issuer: 'https:\/\/issuer\.example', webClientId: 'web', token/, 'token'],
    ['test/infra/stage.test.ts', /^ *\['a firewall (in|without) .*\n/gm],
    ['test/infra/stage.test.ts', /^ *\[\n *'a site’s certificate[\s\S]*?^ {4}\],\n/m],
    ['test/infra/support/stages.ts', /^ *(siteDomain|firewall): .*\n/gm],
    ['test/infra/support/synthesize.ts', /; website: string/],
    ['test/infra/support/synthesize.ts', /^ *website: join\(folder, 'public'\),\n/m],
    ['test/infra/support/synthesize.ts', /^ *const page = .*\n/m],
    ['test/infra/support/synthesize.ts', /, 'public\/index\.html': page, 'public\/assets\/a\.js': '0'/],
    ['test/infra/user-pool.test.ts', /^ {2}it\('sends users back to the site and nowhere else'[\s\S]*?^ {2}\}\);\n/m],
    ['test/runtime/new-field-kind.test.ts', /^ *'public\/controls\/.*\n/gm],
    ['test/runtime/new-field-kind.test.ts', /, and one file and one name to the controls/],
    ['test/runtime/new-field-kind.test.ts', /, in the UI too/],
    ['test/runtime/new-field-kind.test.ts', / and in the build of the UI/],
    ['test/runtime/new-field-kind.test.ts', /^ *\/\/ Jest sets NODE_ENV.*\n.*'build:ui'.*\n/m],
    ['test/runtime/server.test.ts', /^ {2}it\('serves the UI from its source[\s\S]*?^ {2}\}\);\n\n/m],
    ['test/runtime/readme.test.ts', /^ *expect\(await \(await get\('\/'\)\)\.text\(\)\)\.toContain.*\n/m],
  ];
}

function pages(): Option['cuts'] {
  return [
    ['README.md', /A REST API and a web UI for/, 'A REST API for'],
    ['README.md', /^<picture>\n.*\n.*tasks-light\.png[\s\S]*?<\/picture>\n\n/m],
    ['README.md', /^<details>\n<summary>The UI before[\s\S]*?<\/details>\n\n/m],
    ['README.md', /The API and the UI are at/, 'The API is at'],
    ['README.md', /CSV, OpenAPI and UI\./, 'CSV and OpenAPI.'],
    ['README.md', /^- \*\*Lists and boards\.\*\* .*\n/m],
    ['README.md', /^ {2}The UI imports \[the exports[\s\S]*?\n(?=- )/m],
    ['README.md', /, Cognito, CloudFront, alarms/, ', Cognito, alarms'],
    ['README.md', /^1\. The browser loads the UI .*\n2\./m, '1.'],
    ['README.md', /^\*\*The UI\.\*\* [\s\S]*?\n\n(?=\*\*The API)/m],
    ['README.md', /, with a page to read it at `\/docs\/`/],
    ['README.md', /^Open <http:\/\/localhost:3000>, choose a demo user, and enter the code from the container's log\.\n/m],
    ['README.md', /^ {4}public\/ .*\n/m],
    ['ARCHITECTURE.md', /^## The layers of the web UI\n[\s\S]*?(?=^## )/m],
    ['ARCHITECTURE.md', /, and one in `public\/controls` if it needs a new control/],
    ['AGENTS.md', /the API and the UI on/, 'the API on'],
    ['AGENTS.md', /the Lambda bundle, the server and the UI/, 'the Lambda bundle and the server'],
    ['AGENTS.md', /CSV, OpenAPI and UI follow/, 'CSV and OpenAPI follow'],
    ['AGENTS.md', /^\| the start page weighs .*\n/m],
    ['CONTRIBUTING.md', /the API and the UI on/, 'the API on'],
    ['CONTRIBUTING.md', /, the server and the UI into/, ' and the server into'],
    ['docs/adding-a-field-kind.md', /^## 2\. Write the control[\s\S]*?(?=^## 3)/m],
    ['docs/adding-a-field-kind.md', / and skips step 2\./, '.'],
    ['docs/deploy.md', /because of CloudFront\./, 'because of the indexes.'],
    ['docs/deploy.md', /the life of a record, the UI and its headers\./, 'and the life of a record.'],
    [
      'docs/deploy.md',
      /^`siteDomain: [\s\S]*?(?=^A `firewall`)/m,
      "`apiDomain: { name, certificateArn }` sets the domain of the API. Its certificate must be in the stack's region.\n",
    ],
    ['docs/deploy.md', /^A `firewall` requires.*\n/m],
    ['docs/performance.md', /^## The first list of the UI\n[\s\S]*?(?=^## |$(?![\s\S]))/m],
    ['docs/runbook.md', /SITE=\$\(out SiteUrl\)/, 'SITE=$(out ApiUrl)'],
    ['docs/runbook.md', /, or set `firewall`\./, '.'],
    ['docs/scaling.md', /^\| CloudFront \|.*\n/m],
    ['docs/security.md', /^- The website redirects only .*\n/m],
  ];
}
