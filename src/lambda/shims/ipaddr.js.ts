import { leftOut } from '../not-bundled.ts';

/**
 * Stands in for ipaddr.js, by which Express tells proxies that it trusts from clients: behind API Gateway it trusts none, and
 * the client's address comes with the event.
 */
export default { isValid: leftOut('ipaddr.isValid'), parse: leftOut('ipaddr.parse') };
