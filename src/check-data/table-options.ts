/** How a command selects a table: by its stage, by the folder of an embedded database, or by the settings of the environment. */
export interface TableArguments {
  readonly stage?: string | undefined;
  readonly data?: string | undefined;
}

/** Returns the command-line options that select the table, for a message. They end with a space. */
export function tableOptions({ stage, data }: TableArguments): string {
  if (stage !== undefined) return `--stage ${stage} `;
  return data === undefined ? '' : `--data ${shellWord(data)} `;
}

/** Returns the command that exports the table to a folder outside of the project, for a message. */
export function exportCommand({ stage, data }: TableArguments, tableName = '…'): string {
  if (stage !== undefined) return `TABLE_NAME=${tableName} npm run export -- --to ../backup`;
  return `npm run export -- ${tableOptions({ data })}--to ../backup`;
}

function shellWord(text: string): string {
  return /^[\w./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
