import { useEffect, useState } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import './drop-file.css';

export interface DropFileProps {
  readonly type: RecordType;
  readonly onDrop: (file: File) => void;
}

/** Takes a file that is dropped anywhere on the page, and says so while it is dragged. An open dialog takes its own files. */
export function DropFile({ type, onDrop }: DropFileProps) {
  const [isDragged, setDragged] = useState(false);

  useEffect(() => {
    const takes = ({ dataTransfer }: DragEvent) =>
      dataTransfer?.types.includes('Files') === true && document.querySelector('dialog.dialog[open]') === null;
    const over = (event: DragEvent) => {
      if (!takes(event)) return;
      event.preventDefault();
      setDragged(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setDragged(false);
    };
    const drop = (event: DragEvent) => {
      setDragged(false);
      const file = event.dataTransfer?.files[0];
      if (!takes(event) || event.defaultPrevented) return;
      // Otherwise the browser leaves the page and shows the file.
      event.preventDefault();
      if (file !== undefined) onDrop(file);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [onDrop]);

  return isDragged && <p class="drop-page">Drop the CSV file to import {type.title.toLowerCase()}</p>;
}
