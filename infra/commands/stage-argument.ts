import { UsageError } from '../../src/usage-error.ts';
import { type Stage, stageNamed } from '../stage.ts';

/** Returns the stage of `--stage`. @throws {UsageError} with the names of all stages if it is unknown, or with its faults */
export function stageArgument(name = 'dev'): Stage {
  try {
    return stageNamed(name);
  } catch (error) {
    const isInvalid = error instanceof RangeError || error instanceof TypeError;
    throw isInvalid ? new UsageError(`--stage: ${error.message}`) : error;
  }
}
