import { NAME } from '../src/name.ts';
import { stageFaults } from './stage-faults.ts';
import type { FunctionSettings, Stage } from './stage-settings.ts';

// Other files import the types from here. Your own code may do so too.
export type * from './stage-settings.ts';

const FUNCTION: FunctionSettings = {
  // 1,024 MB give 0.58 CPU. The 107 ms of CPU of a cold start take 185 ms, half of the time at 512 MB.
  // Warm requests wait for DynamoDB and cost $0.13 more per million. Memory use is only 75 MB: docs/performance.md.
  memory: 1024,
  // Batches and imports can take long. One second below the gateway's limit, so that the app can answer before the gateway does.
  timeout: 29,
};

/** The stages. Add an entry to add a stage. `stage-settings.ts` describes the settings. */
export const STAGES: readonly Stage[] = [
  defineStage({
    name: 'dev',
    keepData: false,
    workspace: 'shared',
    logLevel: 'debug',
    logRetentionDays: 14,
    function: FUNCTION,
    ceilings: { requests: 50, burst: 100, readUnits: 4_000, writeUnits: 500 },
    rollout: 'at-once',
    selfSignUp: false,
  }),
  defineStage({
    name: 'prod',
    keepData: true,
    workspace: 'shared',
    logLevel: 'info',
    logRetentionDays: 90,
    function: FUNCTION,
    ceilings: { requests: 200, burst: 400, readUnits: 8_000, writeUnits: 2_000 },
    rollout: 'gradual',
    selfSignUp: false,
  }),
];

/**
 * Returns the stage with a name. `dev-alice` has the settings of `dev`, and its own stack.
 * @throws {RangeError} with the names of all stages if it is unknown
 */
export function stageNamed(name: string): Stage {
  const stage = STAGES.find((known) => known.name === name) ?? inheritedStage(name);
  if (stage === undefined) {
    throw new RangeError(`unknown stage "${name}"; infra/stage.ts has ${STAGES.map((known) => known.name).join(', ')}`);
  }
  return stage;
}

function inheritedStage(name: string): Stage | undefined {
  const base = STAGES.filter((known) => name.startsWith(`${known.name}-`)).sort((a, b) => b.name.length - a.name.length)[0];
  return base === undefined ? undefined : inheritStage(base, name);
}

/** Leaves out what only one stack can have: the domains, the restored table and its stream. */
export function inheritStage(base: Stage, name: string): Stage {
  const { siteDomain: _site, apiDomain: _api, restoredTable: _table, restoredStream: _stream, ...settings } = base;
  return defineStage({ ...settings, name });
}

/** Returns the name of a stage's stack. The names of its resources contain it. */
export function stackNameOf({ name }: Stage): string {
  return `${NAME}-${name}`;
}

/** Checks the settings of a stage before a deployment. @throws {TypeError} with all faults */
export function defineStage(stage: Stage): Stage {
  const faults = stageFaults(stage);
  if (faults.length > 0) throw new TypeError(faults.map((fault) => `stage "${stage.name}": ${fault}`).join('\n'));
  return Object.freeze(stage);
}
