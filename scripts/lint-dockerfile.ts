import { readFileSync } from 'node:fs';
import { ValidationSeverity, validate } from 'dockerfile-utils';

const FILE = 'Dockerfile';
const STRICT = {
  deprecatedMaintainer: ValidationSeverity.ERROR,
  directiveCasing: ValidationSeverity.ERROR,
  emptyContinuationLine: ValidationSeverity.ERROR,
  instructionCasing: ValidationSeverity.ERROR,
  instructionCmdMultiple: ValidationSeverity.ERROR,
  instructionEntrypointMultiple: ValidationSeverity.ERROR,
  instructionHealthcheckMultiple: ValidationSeverity.ERROR,
  instructionJSONInSingleQuotes: ValidationSeverity.ERROR,
  instructionWorkdirRelative: ValidationSeverity.ERROR,
};

// Runs with `npm run lint:dockerfile` and with `npm run check`.
const faults = validate(readFileSync(FILE, 'utf8'), STRICT);
for (const { range, message } of faults) console.error(`${FILE}:${range.start.line + 1} ${message}`);
process.exitCode = faults.length === 0 ? 0 : 1;
