/**
 * Replaces mime-db: 150 KB about all media types, which Express iterates over at the start. These are the types that the API uses.
 * For `res.type('png')` and the like on Lambda, add the type here.
 */
const types: Readonly<Record<string, object>> = {
  'application/json': { source: 'iana', charset: 'UTF-8', compressible: true, extensions: ['json', 'map'] },
  'application/merge-patch+json': { source: 'iana', compressible: true },
  'application/problem+json': { source: 'iana', compressible: true },
  'text/csv': { source: 'iana', compressible: true, extensions: ['csv'] },
  'text/html': { source: 'iana', compressible: true, extensions: ['html', 'htm', 'shtml'] },
  'text/plain': { source: 'iana', compressible: true, extensions: ['txt', 'text', 'conf', 'def', 'list', 'log', 'in', 'ini'] },
};

export default types;
