import { notBundled } from '../not-bundled.ts';

/**
 * Stands in for ipaddr.js, by which Express tells proxies that it trusts from clients: behind API Gateway it trusts none, and
 * the client's address comes with the event.
 */
export default { isValid: notBundled('ipaddr.isValid'), parse: notBundled('ipaddr.parse') };
