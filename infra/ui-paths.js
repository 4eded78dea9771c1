// A CloudFront Function (runtime 2.0): it runs for every request that is not for /api/, in JavaScript without modules.
// The UI keeps its own paths, such as /tasks/0198…: they are all its one page. What names a file is that file, and
// nothing here touches an answer, so the API's 403 and 404 stay what they are.
// biome-ignore-all lint/correctness/noUnusedVariables: CloudFront calls it by its name.
function handler(event) {
  const request = event.request;
  const last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (request.uri === '/docs') {
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: '/docs/' } } };
  }
  if (request.uri === '/docs/') request.uri = '/docs/index.html';
  else if (last.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}
