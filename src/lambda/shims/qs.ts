import { leftOut } from '../not-bundled.ts';

/** Stands in for qs, by which Express reads nested queries and forms: the API takes neither, and reads its queries by itself. */
export default { parse: leftOut('qs.parse'), stringify: leftOut('qs.stringify') };
