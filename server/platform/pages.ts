import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.ts';

/** The built web pages: compressed beforehand; hashed files for ever, the page itself always asked anew. */
export async function servePages(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (!folder) {
    app.setNotFoundHandler(nothingHere);
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    index: false,
    wildcard: true,
    // A folder is no file: asked for without a wish for compression it would be refused, not passed on to the page.
    allowedPath: (path) => !path.endsWith('/'),
    setHeaders: (reply, path) => {
      const lasting = path.includes('/assets/');
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const asksForPage = (request.method === 'GET' || request.method === 'HEAD') && !isForPrograms(request.url);
    return asksForPage ? reply.sendFile('index.html') : nothingHere();
  });
}

function nothingHere(): never {
  throw new Refusal('not_found');
}

function isForPrograms(url: string): boolean {
  return /^\/api$|^\/(api|apps?|assets|patient\/doctors)\//.test(url) || /^[^?]*\.\w{2,5}(\?|$)/.test(url);
}
