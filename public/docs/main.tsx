import { render } from 'preact';
import { ApiPage } from './api-page.tsx';
import { readDocument } from './read-document.ts';
import { isObject } from './resolve.ts';

// Not a top-level await: with one anywhere, the build makes a file for each late component of the app.
void show(document.getElementById('api') ?? document.body);

async function show(page: HTMLElement): Promise<void> {
  try {
    const response = await fetch('/api/openapi.json');
    const json: unknown = await response.json();
    if (!response.ok || !isObject(json)) throw new TypeError(`the status is ${response.status}`);
    render(<ApiPage api={readDocument(json)} />, page);
  } catch (error) {
    render(<p role="alert">The document of the API could not be loaded. {String(error)}</p>, page);
  }
}
