import type { ComponentChildren } from 'preact';
import type { RecordType } from '../../src/schema/record-type.ts';
import { FieldValue, isShown } from '../controls/field-value.tsx';
import { labelOf } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { TrashActions } from '../trash/trash-actions.tsx';
import { Panel } from './panel.tsx';
import { RecordMeta } from './record-meta.tsx';
import { Referrers } from './referrers.tsx';
import './read-panel.css';

export interface ReadPanelProps {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly onClose: (focusId?: string) => void;
  readonly history: (() => ComponentChildren) | undefined;
}

/** Shows a record read-only: to viewers, and in the trash. */
export function ReadPanel({ type, record, onClose, history }: ReadPanelProps) {
  const { editing } = useApp();
  const isTrashed = record.deletedAt !== undefined;
  return (
    <Panel title={titleOf(type, record)} eyebrow={isTrashed ? 'In the trash' : type.singular} onClose={() => onClose()} history={history}>
      <div class="panel-body">
        <dl class="facts">
          {Object.keys(type.fields)
            .filter((name) => isShown(type, record, name))
            .map((name) => (
              <div key={name}>
                <dt>{labelOf(type, name)}</dt>
                <dd>
                  <FieldValue type={type} record={record} name={name} isFull />
                </dd>
              </div>
            ))}
        </dl>
        <Referrers type={type} record={record} />
        <RecordMeta record={record} />
      </div>
      {isTrashed && editing.value !== undefined && (
        <div class="panel-foot">
          <div class="panel-actions">
            <TrashActions type={type} records={[record]} onDone={() => onClose()} />
          </div>
        </div>
      )}
    </Panel>
  );
}
