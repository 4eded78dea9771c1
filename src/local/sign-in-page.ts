import { createHash } from 'node:crypto';
import type { DemoUser } from './demo-users.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 28rem; margin: 12vh auto; padding: 0 1rem; }
  button { display: block; width: 100%; margin: .5rem 0; padding: .75rem 1rem; font: inherit; text-align: start; cursor: pointer; }
  input { display: block; box-sizing: border-box; width: 100%; margin: .25rem 0 1rem; padding: .75rem 1rem; font: inherit; font-family: monospace; }
  small { display: block; opacity: .75; }
`;

/** Has no `form-action`, because browsers would also apply it to the redirect back to the app. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface SignInForm {
  readonly action: string;
  readonly asksForCode: boolean;
  /** Whether the entered code was wrong. */
  readonly isWrong: boolean;
}

export function signInPage(users: readonly DemoUser[], { action, asksForCode, isWrong }: SignInForm): string {
  const buttons = users.map(
    ({ id, name, role, workspace }) =>
      `<button name="user" value="${escapeHtml(id)}">${escapeHtml(name)}<small>${escapeHtml(role)} in the workspace “${escapeHtml(workspace)}”</small></button>`,
  );
  const code =
    '<label>The code that the server printed when it started<input name="code" required autofocus autocomplete="off" spellcheck="false"></label>';
  const explanation = asksForCode ? '' : '<p>This provider runs on your machine alone and asks for no password.</p>';
  const fault = isWrong ? '<p role="alert">That is not the code. A new one is printed at each start.</p>' : '';
  const form = `<form method="post" action="${escapeHtml(action)}">${asksForCode ? code : ''}${buttons.join('')}</form>`;
  return page('Sign in as', `${explanation}${fault}${form}`);
}

/** Renders the sign-out page. `form` comes from the provider and contains its token against CSRF. */
export function signOutPage(form: string): string {
  return page('Sign out', `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`);
}

export function messagePage(title: string, text: string): string {
  return page(title, `<p>${escapeHtml(text)}</p>`);
}

function page(title: string, content: string): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
