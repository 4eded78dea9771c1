// A CloudFront Function (runtime 2.0): it runs for every request that is not for /api/, in JavaScript without modules.
// The UI keeps its own paths, such as /tasks/0198…: they are all its one page. What names a file is that file, and
// nothing here touches an answer, so the API's 403 and 404 stay what they are. The documentation is pages of its own.
// biome-ignore-all lint/correctness/noUnusedVariables: CloudFront calls it by its name.
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  // A browser takes what follows two slashes for another host, and reads a backslash like a slash.
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
