import { readFile } from 'node:fs/promises';
import type { SourceMap } from 'node:module';

/** A profile of V8, as the inspector returns it. */
interface Profile {
  readonly nodes: readonly Node[];
  /** Ids of nodes, one for each sample. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface Node {
  readonly id: number;
  readonly callFrame: Frame;
  readonly children?: readonly number[];
}

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** One sample: its functions from the innermost to the outermost, and its milliseconds. */
export interface Sample {
  readonly stack: readonly Place[];
  readonly milliseconds: number;
}

/** Where a function is: its name, and its file in the source. */
export interface Place {
  readonly name: string;
  readonly file: string;
}

const BUNDLE = '/app.cjs';
const NOWHERE: Place = { name: '', file: '' };

/** Reads a profile of the built function. @param map the source map of the bundle */
export async function readProfile(file: string, map: SourceMap): Promise<Sample[]> {
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(await readFile(file, 'utf8'));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child): [number, Node] => [child, node])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places = new Map(nodes.map((node) => [node, placeOf(node.callFrame, map)]));

  function stackOf(id: number): Place[] {
    const stack: Place[] = [];
    for (let node = byId.get(id); node !== undefined; node = parents.get(node.id)) stack.push(places.get(node) ?? NOWHERE);
    return stack;
  }

  return samples.map((id, n) => ({ stack: stackOf(id), milliseconds: (timeDeltas[n + 1] ?? 0) / 1000 }));
}

/** Helpers of the bundler belong to no source. Their file is the bundle. */
function placeOf({ functionName: name, url, lineNumber, columnNumber }: Frame, map: SourceMap): Place {
  const entry = url.endsWith(BUNDLE) ? map.findEntry(lineNumber, columnNumber) : {};
  return { name, file: 'originalSource' in entry ? String(entry.originalSource) : url };
}
