import type { Operation } from './read-document.ts';

export interface Sent {
  readonly url: string;
  /** The status with its name; empty if there was no answer. */
  readonly status: string;
  readonly milliseconds: number;
  readonly headers: string;
  readonly body: string;
}

/** Sends the request of a form, whose inputs have the names of the parameters, `body` and `content-type`. */
export async function sendRequest({ method, path, parameters }: Operation, form: FormData, token: string): Promise<Sent> {
  const textOf = (name: string) => String(form.get(name) ?? '').trim();
  const given = parameters.filter(({ place, name }) => textOf(`${place}:${name}`) !== '');
  const inputOf = (place: string, name: string) => textOf(`${place}:${name}`);
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(inputOf('path', name)));
  const query = new URLSearchParams(given.filter(({ place }) => place === 'query').map(({ name }) => [name, inputOf('query', name)]));
  const url = `${filled}${query.size === 0 ? '' : `?${query}`}`;
  const headers = new Headers(given.filter(({ place }) => place === 'header').map(({ name }) => [name, inputOf('header', name)]));
  if (token !== '') headers.set('Authorization', `Bearer ${token}`);
  const body = textOf('body');
  if (body !== '') headers.set('Content-Type', textOf('content-type'));
  const start = performance.now();
  const response = await fetch(url, { method, headers, ...(body === '' ? {} : { body }) });
  const text = await response.text();
  return {
    url,
    status: `${response.status} ${response.statusText}`.trim(),
    milliseconds: Math.round(performance.now() - start),
    headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n'),
    body: formatted(text),
  };
}

/** Indents JSON, and leaves other text, such as CSV, as it is. */
function formatted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
