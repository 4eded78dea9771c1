import { urlOf } from '../client/src/address.ts';
import { timeZone } from './model/time-zone.ts';
import { listAddress } from './requests/list-address.ts';
import { readPageConfig } from './requests/page-config.ts';

// The build writes this script into the page, so that it runs before the app is loaded.
// It requests the first list, or what a sign-in needs. If it guesses wrong, the app sends its own request.

/** What an early request needs of the record types, by their names. */
type Lists = Readonly<
  Record<string, { readonly expanded: readonly string[]; readonly filters: readonly string[]; readonly sortable: readonly string[] }>
>;

// The build replaces these names. The other one is the address of the code for a sign-in.
declare const LISTS: Lists;
declare const SIGN_IN_CODE: string;

const config = readPageConfig(document);
if (config?.signIn === null) requestFirstList(location);
else if (config !== undefined) preload(SIGN_IN_CODE);

function preload(href: string): void {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }));
}

function requestFirstList({ pathname, search }: Location): void {
  const isHome = pathname === '/';
  const [first = ''] = Object.keys(LISTS);
  const [, segment = ''] = pathname.split('/');
  const name = isHome ? first : segment;
  const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  const query = new URLSearchParams(isHome ? rememberedQuery(name) : search);
  query.delete('columns');
  if (list === undefined || ![...query].every(([parameter, value]) => isCommon(list, parameter, value))) return;
  const url = urlOf('', listAddress(name, query, list));
  const answer = fetch(url, { headers: { 'Time-Zone': timeZone() } });
  // The app reports a failure when it takes the answer.
  answer.catch(() => undefined);
  window.firstRequest = { url, answer };
}

/** The app leaves out parameters that a list does not know, and the service refuses them. So only those that every field has. */
function isCommon({ filters, sortable }: Lists[string], parameter: string, value: string): boolean {
  if (parameter === 'sort') return sortable.includes(value.replace('-', ''));
  return ['q', 'trashed', ...filters].includes(parameter.replace('[ne]', ''));
}

function rememberedQuery(name: string): string {
  try {
    return localStorage.getItem(`view:${name}`) ?? '';
  } catch {
    // The browser's settings forbid storage.
    return '';
  }
}
