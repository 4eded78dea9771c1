import { describe, expect, it } from '@jest/globals';
import { readRequestEvent } from '../../src/lambda/request-event.ts';

const http = { method: 'POST', sourceIp: '192.0.2.1' };
const BASE_EVENT = { version: '2.0', rawPath: '/api/v1', rawQueryString: '', headers: {}, requestContext: { http } };

describe('the path of an event', () => {
  it.each([
    ['unchanged', '/api/v1/tasks', undefined, '/api/v1/tasks'],
    ['decoded by the gateway, encoded for Express', '/api/v1/ä %41', '$default', '/api/v1/%C3%A4%20%2541'],
    ['with a decoded ? and #', '/api/a?b#c', '$default', '/api/a%3Fb%23c'],
    ['with half a surrogate', '/api/\ud800', '$default', '/api/%EF%BF%BD'],
    ['empty', '', '$default', '/'],
    ['of another type', 7, '$default', '/'],
    ['behind the name of its stage', '/dev/api/v1', 'dev', '/api/v1'],
    ['of a stage without a path', '/dev', 'dev', '/'],
    ['that begins with the letters of its stage', '/device/api', 'dev', '/device/api'],
    ['of a custom domain, without the stage', '/api/v1', 'dev', '/api/v1'],
  ])('is read: %s', (_, rawPath, stage, path) => {
    expect(readRequestEvent({ ...BASE_EVENT, rawPath, requestContext: { http, stage } })?.rawPath).toBe(path);
  });
});

describe('the body of an event', () => {
  const bodyOf = (event: object) => {
    const { body, isBase64Encoded } = readRequestEvent({ ...BASE_EVENT, ...event }) ?? {};
    return body === undefined ? undefined : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  };

  it.each([
    ['text', { body: '{"a":"ä"}', isBase64Encoded: false }, Buffer.from('{"a":"ä"}')],
    ['base64', { body: '/wA=', isBase64Encoded: true }, Buffer.of(255, 0)],
    ['text without isBase64Encoded', { body: 'a' }, Buffer.from('a')],
    ['none', {}, undefined],
    ['null', { body: null }, undefined],
    ['an object, as in a manual test event', { body: { title: 'a' } }, undefined],
  ])('is read: %s', (_, event, bytes) => {
    expect(bodyOf(event)).toEqual(bytes);
  });

  it('is not valid UTF-8 if the gateway replaced invalid bytes with U+FFFD', () => {
    const sent = Buffer.from([0x22, 0xff, 0xc3, 0x22]);
    const event = { body: sent.toString('utf8'), headers: { 'content-length': String(sent.length) } };
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bodyOf(event))).toThrow();
  });

  it('keeps a U+FFFD that the client sent', () => {
    const sent = Buffer.from('"\ufffd"');
    expect(bodyOf({ body: sent.toString('utf8'), headers: { 'content-length': String(sent.length) } })).toEqual(sent);
    expect(bodyOf({ body: sent.toString('utf8') })).toEqual(sent);
  });
});

describe('the rest of an event', () => {
  it.each([
    ['no headers', { headers: undefined }, { headers: {} }],
    ['headers that are not strings', { headers: { a: 1, b: ['c'], d: 'e' } }, { headers: { d: 'e' } }],
    ['no query', { rawQueryString: undefined }, { rawQueryString: '' }],
    ['no cookies', { cookies: null }, { cookies: undefined }],
    ['no address', { requestContext: { http: { method: 'GET' } } }, { requestContext: { http: { method: 'GET', sourceIp: '' } } }],
  ])('is read: %s', (_, event, read) => {
    expect(readRequestEvent({ ...BASE_EVENT, ...event })).toMatchObject(read);
  });
});

describe('an event that is not a request', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'warm-up'],
    ['a list', [1]],
    ['an empty object', {}],
    ['a warm-up', { warmer: true, concurrency: 3 }],
    ['a schedule', { version: '0', id: '1', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    [
      'an event of a REST API',
      { httpMethod: 'GET', path: '/api/v1', headers: {}, requestContext: { identity: { sourceIp: '192.0.2.1' } } },
    ],
    ['payload format 1.0', { ...BASE_EVENT, version: '1.0' }],
    ['no method', { ...BASE_EVENT, requestContext: { http: {} } }],
    ['an event of a WebSocket API', { requestContext: { connectionId: 'a', eventType: 'CONNECT' } }],
  ])('is not read: %s', (_, event) => {
    expect(readRequestEvent(event)).toBeUndefined();
  });
});
