import type { IncomingMessage, RequestListener } from 'node:http';
import { Problem } from '../http/problem.ts';
import { refuse } from './unreadable-requests.ts';

const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Lets in only requests that were meant for this machine. A server that asks nobody who they are is reached by every web page
 * that is open here, as soon as the page's own name leads to 127.0.0.1 (DNS rebinding); the name then still is in `Host`.
 */
export function forLocalHosts(handle: RequestListener): RequestListener {
  return function localHostsOnly(req: IncomingMessage, res) {
    if (LOCAL_HOST.test(req.headers.host ?? '')) handle(req, res);
    else refuse(res, new Problem('malformed-request', { detail: 'With AUTH_MODE "none" the Host must be localhost or 127.0.0.1.' }));
  };
}
