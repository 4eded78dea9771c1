import { useEffect, useRef } from 'preact/hooks';
import type { Answer, Content, Operation } from './read-document.ts';
import { RichText } from './rich-text.tsx';
import { TryForm } from './try-form.tsx';

export interface OperationDetailsProps {
  readonly operation: Operation;
  readonly token: string;
  /** Whether the address names this operation. */
  readonly isOpen: boolean;
  readonly onOpen: (anchor: string | undefined) => void;
}

/** An operation, which opens to its description, a form and its responses. */
export function OperationDetails({ operation, token, isOpen, onOpen }: OperationDetailsProps) {
  const { anchor, method, path, summary, description, responses } = operation;
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpen) element.current?.scrollIntoView({ block: 'start' });
  }, [isOpen]);
  return (
    <section ref={element} class="operation" aria-labelledby={anchor}>
      <h3 id={anchor}>
        <button type="button" aria-expanded={isOpen} onClick={() => onOpen(isOpen ? undefined : anchor)}>
          <span class={`method is-${method.toLowerCase()}`}>{method}</span> <code>{path}</code> <span class="summary">{summary}</span>
        </button>
      </h3>
      {isOpen && (
        <div class="details">
          <RichText text={description} />
          <TryForm operation={operation} token={token} />
          <h4>Responses</h4>
          {responses.map((answer) => (
            <Response key={answer.status} answer={answer} />
          ))}
        </div>
      )}
    </section>
  );
}

function Response({ answer: { status, description, contents } }: { readonly answer: Answer }) {
  return (
    <div class="response">
      <strong>{status}</strong>
      <div>
        <RichText text={description} />
        {contents.map((content) => (
          <ResponseContent key={content.mediaType} content={content} />
        ))}
      </div>
    </div>
  );
}

function ResponseContent({ content: { mediaType, example, schema } }: { readonly content: Content }) {
  return (
    <details>
      <summary>
        <code>{mediaType}</code>
      </summary>
      {example !== '' && (
        <>
          <p>Example</p>
          <pre>{example}</pre>
        </>
      )}
      <p>JSON schema</p>
      <pre>{schema}</pre>
    </details>
  );
}
