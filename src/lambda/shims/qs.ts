import { notBundled } from '../not-bundled.ts';

/** Stands in for qs, by which Express reads nested queries and forms: the API takes neither, and reads its queries by itself. */
export default { parse: notBundled('qs.parse'), stringify: notBundled('qs.stringify') };
