import { useId, useState } from 'preact/hooks';
import type { Content, Operation, Parameter } from './read-document.ts';
import { RichText } from './rich-text.tsx';
import { type Sent, sendRequest } from './send-request.ts';

export interface TryFormProps {
  readonly operation: Operation;
  readonly token: string;
}

/** The parameters and the body of an operation, as a form that sends the request. */
export function TryForm({ operation, token }: TryFormProps) {
  const [sent, setSent] = useState<Sent | string | undefined>(undefined);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    setSent('Sending…');
    try {
      setSent(await sendRequest(operation, new FormData(event.currentTarget), token));
    } catch (error) {
      setSent(`The request could not be sent. ${String(error)}`);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      {operation.parameters.length > 0 && <h4>Parameters</h4>}
      {operation.parameters.map((parameter) => (
        <ParameterInput key={`${parameter.place}:${parameter.name}`} parameter={parameter} />
      ))}
      {operation.bodies.length > 0 && <BodyInput bodies={operation.bodies} />}
      <button type="submit" class="send">
        Send request
      </button>
      <div role="status" class="answer">
        {typeof sent === 'string' ? sent : sent !== undefined && <SentAnswer sent={sent} />}
      </div>
    </form>
  );
}

function ParameterInput({ parameter: { name, place, required, description, example } }: { readonly parameter: Parameter }) {
  const id = useId();
  return (
    <div class="parameter">
      <label for={id}>
        <code>{name}</code> {place}
        {required && ', required'}
      </label>
      <input id={id} name={`${place}:${name}`} required={required} autocomplete="off" spellcheck={false} aria-describedby={`${id}-about`} />
      <div id={`${id}-about`} class="about">
        <RichText text={description} />
        {example !== '' && (
          <p>
            Example: <code>{example}</code>
          </p>
        )}
      </div>
    </div>
  );
}

function BodyInput({ bodies }: { readonly bodies: readonly Content[] }) {
  const id = useId();
  const [index, setIndex] = useState(0);
  const body = bodies[index];
  return (
    <>
      <h4>Body</h4>
      <div class="parameter">
        <label for={`${id}-type`}>Content type</label>
        <select
          id={`${id}-type`}
          name="content-type"
          value={body?.mediaType}
          onChange={({ currentTarget }) => setIndex(currentTarget.selectedIndex)}
        >
          {bodies.map(({ mediaType }) => (
            <option key={mediaType}>{mediaType}</option>
          ))}
        </select>
        <label for={id}>Body of the request</label>
        <textarea key={index} id={id} name="body" rows={10} spellcheck={false} defaultValue={body?.example} />
        <details>
          <summary>JSON schema of the body</summary>
          <pre>{body?.schema}</pre>
        </details>
      </div>
    </>
  );
}

function SentAnswer({ sent: { url, status, milliseconds, headers, body } }: { readonly sent: Sent }) {
  return (
    <>
      <p>
        <strong class="status">{status}</strong> in {milliseconds} ms from <code>{url}</code>
      </p>
      <pre class="headers">{headers}</pre>
      {body !== '' && <pre class="body">{body}</pre>}
    </>
  );
}
