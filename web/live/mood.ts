import type { LiveStatus } from './journal.ts';

/** What the corner says; `settling` says nothing yet, since a moment without a connection is no news. */
export type Mood = 'active' | 'settling' | 'connecting' | 'polling' | 'offline';

const settles = 3000;
const givesUp = 20_000;

/** `silent`: the server does not answer at all. `apart`: since when there is no socket. */
export function moodOf(status: LiveStatus, silent: boolean, apart: number, now: number): Mood {
  if (status.state === 'connected') return 'active';
  if (silent) return 'offline';
  if (now - apart < settles) return 'settling';
  return status.transport === 'polling' && now - apart > givesUp ? 'polling' : 'connecting';
}
