import { notBundled } from '../not-bundled.ts';

/** Stands in for send, by which Express answers with files: the function has none, CloudFront serves the website. */
export default notBundled('send');
