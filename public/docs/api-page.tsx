import { useEffect, useState } from 'preact/hooks';
import { OperationDetails } from './operation-details.tsx';
import type { ApiDocument, Operation, Tag } from './read-document.ts';
import { RichText } from './rich-text.tsx';

/** Shows every operation of the document by its tag. The address names the open one: `#/Tasks/listTasks`. */
export function ApiPage({ api: { title, description, tags } }: { readonly api: ApiDocument }) {
  const [token, setToken] = useState('');
  const [words, setWords] = useState('');
  const [open, setOpen] = useState<string | undefined>(anchorOf(location));
  useEffect(() => {
    const follow = () => setOpen(anchorOf(location));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const show = (anchor: string | undefined) => {
    history.replaceState(null, '', anchor === undefined ? location.pathname : `#${anchor}`);
    setOpen(anchor);
  };
  const shown = tags
    .map((tag) => ({ ...tag, operations: tag.operations.filter((operation) => matches(operation, words)) }))
    .filter(({ operations }) => operations.length > 0);
  return (
    <>
      <h1>{title}</h1>
      <RichText text={description} />
      <div class="tools">
        <label>
          Find an operation
          <input type="search" value={words} onInput={({ currentTarget }) => setWords(currentTarget.value)} />
        </label>
        <label>
          Access token, if the service needs one
          <input type="password" autocomplete="off" value={token} onInput={({ currentTarget }) => setToken(currentTarget.value.trim())} />
        </label>
      </div>
      <p role="status">{shown.length === 0 && 'No operation has these words.'}</p>
      {shown.map((tag) => (
        <section key={tag.name} aria-labelledby={idOf(tag)}>
          <h2 id={idOf(tag)}>{tag.name}</h2>
          <RichText text={tag.description} />
          {tag.operations.map((operation) => (
            <OperationDetails key={operation.anchor} operation={operation} token={token} isOpen={open === operation.anchor} onOpen={show} />
          ))}
        </section>
      ))}
    </>
  );
}

function idOf({ name }: Tag): string {
  return `tag-${encodeURIComponent(name)}`;
}

function anchorOf({ hash }: Location): string | undefined {
  return hash === '' ? undefined : hash.slice(1);
}

function matches({ method, path, summary }: Operation, words: string): boolean {
  const text = `${method} ${path} ${summary}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
