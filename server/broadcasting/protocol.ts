import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Realtime } from '#realtime/server.ts';

/** The protocol's own HTTP API: signed over the very bytes of its body, so nobody may read them before it. */
export async function protocolRoutes(web: FastifyInstance, realtime: Pick<Realtime, 'answer'>): Promise<void> {
  await web.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body);
    scope.all('/apps/*', async ({ method, url, body }, reply) => {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const answer = realtime.answer({ method, url, body: bytes });
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    });
  });
}
