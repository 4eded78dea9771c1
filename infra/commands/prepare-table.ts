import { prepareLayout } from '../../src/store/prepare-layout.ts';
import { WrongLayout } from '../../src/store/record-store.ts';
import type { StageTable } from './stage-table.ts';

/** Writes the layout to the table of a new stack. @returns what remains to do before the service can use the table */
export async function prepareTable({ client, tableName }: StageTable): Promise<string | undefined> {
  try {
    await prepareLayout(client, tableName);
    return undefined;
  } catch (error) {
    const settings = `(with TABLE_NAME=${tableName} AWS_REGION=${await client.config.region()})`;
    if (error instanceof WrongLayout) return `${error.message} ${settings}`;
    return `The layout of the table could not be checked: ${String(error)}. If the service answers 503, run: npm run upgrade-table ${settings}`;
  }
}
