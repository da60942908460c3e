import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';

/** The built web pages: compressed beforehand; hashed files for ever, the page itself always asked anew. */
export async function servePages(app: FastifyInstance, folder: string | undefined): Promise<void> {
  // What is sent to where nothing is, is read by nobody.
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404 && !(folder && asksForPage(request))) throw new Refusal('not_found');
    done();
  });
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
  app.setNotFoundHandler((request, reply) => (asksForPage(request) ? reply.sendFile('index.html') : nothingHere()));
}

function asksForPage({ method, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && !isForPrograms(url);
}

function nothingHere(): never {
  throw new Refusal('not_found');
}

function isForPrograms(url: string): boolean {
  return /^\/api$|^\/(api|apps?|assets|patient\/doctors)\//.test(url) || /^[^?]*\.\w{2,5}(\?|$)/.test(url);
}
