import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.ts';
import { type PageFile, readPages } from './page-files.ts';

/** The built web pages: compressed beforehand; hashed files for ever, the page itself always asked anew. */
export async function servePages(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const pages = folder === undefined ? undefined : await readPages(folder);
  const home = pages?.get('/index.html');

  function pageFor({ method, url }: FastifyRequest): PageFile | undefined {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    return pages?.get(pathOf(url)) ?? (isForPrograms(url) ? undefined : home);
  }

  // What is sent to where nothing is, is read by nobody.
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404 && !pageFor(request)) throw new Refusal('not_found');
    done();
  });
  app.setNotFoundHandler((request, reply) => {
    const page = pageFor(request);
    if (!page) throw new Refusal('not_found');
    return give(page, request, reply);
  });
}

function give(page: PageFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accepted = headers['accept-encoding'];
  const smaller = page.compressed.find(({ coding }) => takes(accepted, coding));
  // The same content in another coding is another representation: each has a tag of its own.
  const tag = smaller ? `${page.tag.slice(0, -1)}-${smaller.coding}"` : page.tag;
  reply
    .header('cache-control', page.isLasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('etag', tag)
    .header('vary', 'accept-encoding');
  if (holds(headers['if-none-match'], tag)) return reply.code(304).send();
  if (smaller) reply.header('content-encoding', smaller.coding);
  return reply
    .code(200)
    .type(page.type)
    .send(smaller?.bytes ?? page.plain);
}

/** Whoever names a coding takes it, unless they say that they want none of it. */
function takes(accepted: string | undefined, coding: string): boolean {
  return (accepted ?? '').split(',').some((wish) => {
    const [name, ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function holds(held: string | undefined, tag: string): boolean {
  return (held ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

function isForPrograms(url: string): boolean {
  return /^\/api$|^\/(api|apps?|assets|patient\/doctors)\//.test(url) || /^[^?]*\.\w{2,5}(\?|$)/.test(url);
}
