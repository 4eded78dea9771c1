import { notBundled } from '../not-bundled.ts';

/** Stands in for serve-static, as `send.ts` does for what is below it. */
export default notBundled('express.static');
