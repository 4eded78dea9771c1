import { notBundled } from '../not-bundled.ts';

/**
 * Stands in for validator: 110 checks of texts that express-validator loads all at once. The API's own come from the field
 * kinds, as custom ones. A chain that asks for another ends the start of the function, not a request.
 */
const validator: Readonly<Record<string, unknown>> = new Proxy({}, { get: (_, name) => notBundled(`validator.${String(name)}`)() });

export default validator;
