import { arch, cpus, release, type } from 'node:os';
import type { Phase, SoakReport } from './soak.ts';

const LIMITS = { slope: 1, eventLoop: 100, recovery: 30 };
const MB = 1024 * 1024;

/** Returns what went wrong in a soak. */
export function shortcomings({ phases, recovery, memory, faults }: SoakReport): string[] {
  const [half] = phases;
  return [
    ...phases.flatMap(unexpectedAnswers),
    ...faults,
    ...(recovery === undefined || recovery > LIMITS.recovery ? [`it was not back to normal within ${LIMITS.recovery} s`] : []),
    ...(memory.slope !== undefined && memory.slope >= LIMITS.slope ? [`memory grows by ${memory.slope.toFixed(2)} MB a minute`] : []),
    ...(half !== undefined && half.delayP99 >= LIMITS.eventLoop
      ? [`the event loop is ${half.delayP99.toFixed(0)} ms late at half of capacity`]
      : []),
  ];
}

/** Answers that no client must get, even under overload: a 5xx other than 503, or no answer. */
export function unexpectedAnswers({ name, tally }: Phase): string[] {
  return [...tally]
    .filter(([status]) => status === 'no answer' || (status >= 500 && status !== 503))
    .map(([status, count]) => `${name}: ${count} × ${status}`);
}

/** The table of a report in `docs/reports`. */
export function tableOf({ capacity, phases, recovery, memory, writes, faults }: SoakReport): string {
  const rows = phases.map(({ name, rate, count, p50, p99, max, delayP99, tally }) =>
    [name, rate.toFixed(0), count, ...[p50, p99, max, delayP99].map((value) => value.toFixed(0)), answersOf(tally)].join(' | '),
  );
  return [
    `${type()} ${release()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`,
    '',
    '| phase | requests/s | requests | p50 ms | p99 ms | max ms | event loop p99 ms | answers |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
    `Capacity ${capacity.toFixed(0)} requests/s. ${writes.acknowledged} of ${writes.asked} writes acknowledged, ${faults.length} faults in the account of them.`,
    `Back to normal ${recovery === undefined ? 'never' : `${recovery.toFixed(1)} s`} after the overload. In use: ${(memory.early / MB).toFixed(1)} MB early, ${(memory.late / MB).toFixed(1)} MB at the end${memory.slope === undefined ? '' : `, ${memory.slope.toFixed(2)} MB a minute after the third`}.`,
  ].join('\n');
}

function answersOf(tally: Phase['tally']): string {
  return [...tally]
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)))
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');
}
