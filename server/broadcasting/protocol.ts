import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Realtime } from '#realtime/server.ts';

/** The protocol's own HTTP API: signed over the very bytes of its body, so nobody may read them before it. */
export async function protocolRoutes(
  web: FastifyInstance,
  realtime: Pick<Realtime, 'answer' | 'refusal'>,
): Promise<void> {
  await web.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body);
    scope.addHook('onRequest', async ({ method, url }, reply) => {
      const refusal = realtime.refusal({ method, url });
      if (refusal) return reply.code(refusal.status).headers(refusal.headers).send(refusal.body);
    });
    scope.all('/apps/*', async ({ method, url, body }, reply) => {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const answer = realtime.answer({ method, url, body: bytes });
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    });
  });
}
