import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Bytes, Route } from '#contract/route.ts';
import { Refusal } from '../refusal.ts';

/** What a route takes as a file is left as it comes: nobody holds it whole. Other routes know nothing of these types. */
export function takeFiles(scope: FastifyInstance, types: readonly string[]): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser([...types], (_request, payload, done) => done(null, payload));
}

/** Judged by what is said of it, before the first byte is read. */
export function refuseForeignFile(limits: NonNullable<Route['bytes']>, request: FastifyRequest): void {
  if (!limits.types.includes(typeOf(request))) throw new Refusal('file_type');
  if (Number(request.headers['content-length'] ?? 0) > limits.most) throw new Refusal('payload_too_large');
}

/** A file on its way: `type` is what they say that it is, `promised` the most that will come of it. */
export type FileBody = { type: string; bytes: Bytes; promised: number };

export function fileOf(limits: NonNullable<Route['bytes']>, request: FastifyRequest): FileBody {
  const said = Number(request.headers['content-length'] ?? limits.most);
  return { type: typeOf(request), bytes: limited(request, limits.most), promised: Math.min(said, limits.most) };
}

function typeOf(request: FastifyRequest): string {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
}

async function* limited({ raw }: FastifyRequest, most: number): Bytes {
  let size = 0;
  try {
    for await (const piece of raw.iterator({ destroyOnReturn: false })) {
      size += piece.length;
      if (size > most) throw new Refusal('payload_too_large');
      yield piece;
    }
  } finally {
    // Whoever refuses it hears no more. What still comes of it is let by, so that the next request finds its way.
    if (size <= most) raw.resume();
  }
}
