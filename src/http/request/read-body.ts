import express, { type Request, type Response } from 'express';
import { Problem } from '../problem.ts';
import type { BodyRules, MediaType } from '../route.ts';

/**
 * Reads the body of a request. Behind API Gateway it is already a Buffer, and body-parser does not apply its limit to Buffers.
 * @throws {Problem} `unsupported-media-type` or `too-large`
 */
export async function readBody(req: Request, res: Response, { types, limit, mayBeEmpty = false }: BodyRules): Promise<Buffer> {
  if (!mayBeEmpty) checkContentType(req, types);
  if (Number(req.headers['content-length']) > limit) throw tooLarge(limit);
  const bytes: unknown = Buffer.isBuffer(req.body) ? req.body : await readStream(req, res, limit);
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return Buffer.alloc(0);
  if (bytes.length > limit) throw tooLarge(limit);
  if (mayBeEmpty) checkContentType(req, types);
  return bytes;
}

function readStream(req: Request, res: Response, limit: number): Promise<unknown> {
  const read = express.raw({ type: () => true, limit, inflate: false });
  return new Promise((resolve, reject) => {
    read(req, res, (error: unknown) => (error === undefined ? resolve(req.body) : reject(readError(error, limit))));
  });
}

function readError(error: unknown, limit: number): unknown {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return tooLarge(limit);
  // The client closed the connection, or sent fewer bytes than Content-Length.
  if (status === 400) return new Problem('malformed-request', { detail: 'The body is incomplete.', cause: error });
  return error;
}

function checkContentType(req: Request, types: readonly MediaType[]): void {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const encoding = req.headers['content-encoding'] ?? 'identity';
  const isSupported = types.some((supported) => supported === type) && (charset === undefined || charset === 'utf-8' || charset === 'utf8');
  if (isSupported && encoding.toLowerCase() === 'identity') return;
  throw new Problem('unsupported-media-type', {
    detail: `Send the body as ${types.join(' or ')} with that Content-Type, in UTF-8 and not compressed.`,
    headers: types.includes('application/merge-patch+json') ? { 'Accept-Patch': types.join(', ') } : {},
  });
}

function tooLarge(limit: number): Problem {
  return new Problem('too-large', { detail: `The body exceeds the limit of ${limit / 1024} KiB.` });
}
