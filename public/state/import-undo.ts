import type { RecordType } from '../../src/schema/record-type.ts';
import { pluralize } from '../model/labels.ts';
import { message } from '../model/message.ts';
import type { App } from './app.ts';
import { type ImportReport, writesOf } from './import-run.ts';
import { changeSetsStep, undoWords } from './undo-change-sets.ts';

/** Shows the records after an import, or after its undo. */
export async function showImported({ lists, late }: Pick<App, 'lists' | 'late'>, type: RecordType): Promise<void> {
  lists.forgetOthers();
  late.peek()?.counts.refresh();
  late.peek()?.tabs.tell({ type: type.name });
  await lists.current.peek()?.reload();
}

/** Offers to undo an import, if the service keeps the history that this needs. */
export function offerImportUndo(app: Pick<App, 'send' | 'lists' | 'late' | 'editing'>, type: RecordType, report: ImportReport): void {
  const { send, late, editing } = app;
  const services = editing.peek();
  if (services === undefined) return;
  if (late.peek()?.live.hasHistory.peek() !== true) {
    services.undo.block(message`An import can’t be undone.`);
    return;
  }
  const refresh = async () => await showImported(app, type);
  const reverse = changeSetsStep({ send, ids: report.changeSets, refresh, say: undoWords('Import of', type) });
  services.undo.offer(message`${pluralize(writesOf(report), type)} imported`, reverse);
}
