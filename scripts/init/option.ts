/** A part of the project that `npm run init -- --without` removes. Pages lose the lines that link to it or name its scripts. */
export interface Option {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Names of scripts in package.json. */
  readonly scripts: readonly string[];
  /** Packages that only this part needs, by the folder of their package.json. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
  /** What to delete from files that other parts use too, or to replace by another text. A test checks that each still matches. */
  readonly cuts: readonly Cut[];
}

export type Cut = readonly [file: string, text: RegExp, replacement?: string];
