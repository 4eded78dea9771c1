import compression from 'compression';
import { type RequestHandler, Router } from 'express';

/** Compresses answers with br or gzip, as CloudFront does on AWS. Not for answers that mix secrets with what a client can choose (BREACH). */
export function compress(): RequestHandler {
  const router = Router();
  router.use(varyByEncoding, compression());
  return router;
}

/** The library sets `Vary` for answers with a body only; a 304 must have the same as its 200 (RFC 9110, section 15.4.5). */
const varyByEncoding: RequestHandler = (_req, res, next) => {
  res.vary('Accept-Encoding');
  next();
};
