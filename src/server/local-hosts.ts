import type { IncomingMessage, RequestListener } from 'node:http';
import { Problem } from '../http/problem.ts';
import { refuse } from './unreadable-requests.ts';

const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Accepts requests with a local `Host` only. Without sign-in, any web page in a browser on this machine could call the API by
 * letting its own name resolve to 127.0.0.1 (DNS rebinding); `Host` still contains that name.
 */
export function forLocalHosts(handle: RequestListener): RequestListener {
  return function localHostsOnly(req: IncomingMessage, res) {
    if (LOCAL_HOST.test(req.headers.host ?? '')) handle(req, res);
    else
      refuse(res, new Problem('malformed-request', { detail: 'With AUTH_MODE "none", the header Host must be localhost or 127.0.0.1.' }));
  };
}
