import { raiseLayout } from '../../src/store/prepare-layout.ts';
import { WrongLayout } from '../../src/store/record-store.ts';
import type { StageTable } from './stage-table.ts';

/**
 * Writes the layout to a table that has all its indexes. Call it after the deployment, when only this version runs.
 * @returns the remaining step before the service can use the table, if any
 */
export async function prepareTable({ client, tableName }: StageTable): Promise<string | undefined> {
  try {
    await raiseLayout(client, tableName);
    return undefined;
  } catch (error) {
    const settings = `(with TABLE_NAME=${tableName} AWS_REGION=${await client.config.region()})`;
    if (error instanceof WrongLayout) return `${error.message} ${settings}`;
    return `The layout of the table could not be checked: ${String(error)}. If the service answers 503, run: npm run upgrade-table ${settings}`;
  }
}
