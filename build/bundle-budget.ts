import type { Metafile } from 'esbuild';

/** Maximum size of the minified bundle, in bytes. docs/performance.md explains its content. */
export const BUNDLE_BUDGET = 560_000;
/** Maximum size of the function that writes the history. It has the client of DynamoDB and little else. */
export const CHANGES_BUDGET = 250_000;
const MAX_LISTED = 10;

/** Checks the size of the bundle. @throws with the largest packages, if the file exceeds its budget */
export function checkBudget(metafile: Metafile, file: string, budget: number): void {
  const [, output] = Object.entries(metafile.outputs).find(([path]) => path.endsWith(`/${file}`)) ?? [];
  if (output === undefined) throw new Error(`the build left no ${file}`);
  if (output.bytes <= budget) return;
  const largest = bytesByPackage(output)
    .slice(0, MAX_LISTED)
    .map(([name, bytes]) => `  ${bytes} ${name}`);
  throw new Error([`${file} has ${output.bytes} bytes and may have ${budget} (build/bundle-budget.ts). Most take:`, ...largest].join('\n'));
}

/** Returns the bytes of each package in a file, the largest first. The code of the service counts as `src`. */
function bytesByPackage({ inputs }: Metafile['outputs'][string]): [string, number][] {
  const bytes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'src';
    bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
  }
  return [...bytes].sort(([, a], [, b]) => b - a);
}
