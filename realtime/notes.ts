import type { Revocation } from './calls.ts';
import type { CachedEvent } from './event-cache.ts';
import type { Report } from './roster.ts';

/** What processes tell each other, each as one JSON text on the bus. */
export type Note =
  | ({ readonly kind: 'event'; readonly app: string; readonly channels: readonly string[] } & Telling)
  | ({
      readonly kind: 'whisper';
      readonly app: string;
      readonly channel: string;
      readonly user?: string | undefined;
    } & Telling)
  | { readonly kind: 'revoke'; readonly app: string; readonly revocation: Revocation }
  | { readonly kind: 'used'; readonly app: string; readonly signature: string; readonly until: number }
  /** so many places are wanted; who hears of it counts them as taken, until the next state says what became of it */
  | { readonly kind: 'ask'; readonly app: string; readonly count: number; readonly number: number }
  | { readonly kind: 'state'; readonly whole: boolean; readonly number: number; readonly apps: readonly AppState[] }
  | { readonly kind: 'beat'; readonly number: number }
  | { readonly kind: 'hello'; readonly to?: string | undefined }
  | { readonly kind: 'bye' };

type Telling = { readonly event: string; readonly data: unknown; readonly except?: string | undefined };

/** Of one application: what a process has, or what has changed there. */
export type AppState = {
  readonly app: string;
  readonly connections: number;
  /** places that were asked for, and not answered yet */
  readonly asked: number;
  readonly reports: readonly Report[];
  readonly cached?: readonly [string, CachedEvent][] | undefined;
};

export function writeNote(from: string, note: Note): string {
  return JSON.stringify({ from, ...note });
}

/** The bus is ours alone; what is not a note of ours is left out all the same. */
export function readNote(text: string): { from: string; note: Note } | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value?.from === 'string' && typeof value.kind === 'string'
      ? { from: value.from, note: value }
      : undefined;
  } catch {
    return undefined;
  }
}
