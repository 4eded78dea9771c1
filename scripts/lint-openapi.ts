import { createConfig, formatProblems, getTotals, lintFromString } from '@redocly/openapi-core';
import { openApiDocument } from '../test/support/openapi/document.ts';

// `npm run lint:openapi`: checks the document that the service sends with the recommended rules of Redocly. Warnings fail, too.
// Prevent the SDK's warning about the end of support for old Node versions.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const config = await createConfig({ extends: ['recommended'] });
const problems = await lintFromString({ source: JSON.stringify(openApiDocument(), null, 2), absoluteRef: '/openapi.json', config });
const totals = getTotals(problems);
if (totals.errors + totals.warnings > 0) {
  formatProblems(problems, { totals, format: 'codeframe', version: '' });
  process.exitCode = 1;
}
