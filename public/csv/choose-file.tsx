import type { RecordType } from '../../src/schema/record-type.ts';

export interface ChooseFileProps {
  readonly type: RecordType;
  readonly fault: string | undefined;
  readonly onChoose: (file: File | undefined) => void;
}

export function ChooseFile({ type, fault, onChoose }: ChooseFileProps) {
  return (
    <>
      <label
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          onChoose(event.dataTransfer?.files[0]);
        }}
      >
        <b>Choose a CSV file</b> or drop it here
        <input
          type="file"
          accept=".csv,.tsv,.tab,.txt,text/csv,text/plain,text/tab-separated-values"
          onChange={(event) => onChoose(event.currentTarget.files?.[0])}
        />
      </label>
      <p class="note">
        The first row names the columns. A row with an id updates that {type.singular}. A row without an id creates a new {type.singular}.
        You see a preview before anything is imported.
      </p>
      <p class="fault" role="alert">
        {fault}
      </p>
    </>
  );
}
