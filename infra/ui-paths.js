// A CloudFront Function (runtime 2.0, without modules). It runs for every request outside /api/.
// It serves index.html for paths of the UI, such as /tasks/0198…, and the file for paths with a file extension.
// The documentation has separate pages. The function never changes a response, so clients get the API's 403 and 404 unchanged.
// biome-ignore-all lint/correctness/noUnusedVariables: CloudFront calls it by name.
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  // Browsers treat `//name` as another host, and a backslash like a slash.
  if (/^[/\\]{2}/.test(uri)) {
    return {
      statusCode: 404,
      statusDescription: 'Not Found',
      headers: { 'content-type': { value: 'text/plain' } },
      body: { encoding: 'text', data: 'Not found' },
    };
  }
  if (uri === '/docs' || uri === '/problems') {
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: `${uri}/` } } };
  }
  if (uri === '/docs/' || uri === '/problems/') request.uri = `${uri}index.html`;
  else if (uri.lastIndexOf('.') > uri.lastIndexOf('/')) return request;
  else if (uri.startsWith('/problems/')) request.uri = `${uri}.html`;
  else request.uri = '/index.html';
  return request;
}
