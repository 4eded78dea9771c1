/**
 * Replaces mime-db, which has 150 KB of media types. Express iterates over them at the start, but the API uses only these.
 * To call `res.type('png')` on Lambda, for example, add the type here.
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
