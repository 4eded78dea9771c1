import compression from 'compression';
import { type RequestHandler, Router } from 'express';

/** Compresses answers with br or gzip, like CloudFront. Do not use it for answers that mix secrets with input of a client (BREACH). */
export function compress(): RequestHandler {
  const router = Router();
  router.use(varyByEncoding, compression());
  return router;
}

/** The library sets `Vary` only on answers with a body. A 304 needs the `Vary` of its 200 (RFC 9110, section 15.4.5). */
const varyByEncoding: RequestHandler = (_req, res, next) => {
  res.vary('Accept-Encoding');
  next();
};
