import { numberIn } from '#contract/channel.ts';
import { deviceInUse, personStatus } from '#contract/presence.events.ts';
import type { Presence } from '#contract/presence.ts';
import type { Broadcasting } from '#server/broadcasting/broadcasting.ts';
import type { Base } from '#server/platform/base.ts';
import type { AccountCaller } from '#server/platform/door.ts';
import { told } from '#server/platform/facts.ts';
import { Attendance, type Turn } from './attendance.ts';
import { openKeeping } from './keeping.ts';
import { lastId, type Sight } from './sight.ts';

const sweepEach = 500;
/** So much of somebody's stay a crash may cost. */
const touchEach = 60_000;
export type Presences = Awaited<ReturnType<typeof openPresence>>;

/** Who is online, away or offline, and when they were last seen, for those who have a tie with them. */
export async function openPresence(
  { database, log, now }: Pick<Base, 'database' | 'log' | 'now'>,
  sockets: Pick<Broadcasting, 'tell' | 'observe'>,
  sight: Sight,
) {
  const clock = () => now().epochMilliseconds;
  const keeping = openKeeping(database, log);
  const people = new Attendance(clock, (turn) => {
    keeping.note(turn);
    sockets.tell(told(personStatus, turn.id, 'user-status-changed', asPresence(turn)));
  });
  for (const turn of await keeping.here()) people.resume(turn);
  let touchedAt = clock();
  const sweeping = setInterval(sweep, sweepEach);

  function sweep(): void {
    people.sweep();
    if (clock() - touchedAt >= touchEach) touch();
    void keeping.trySave();
  }

  function touch(): void {
    touchedAt = clock();
    for (const turn of people.here()) keeping.note(turn);
  }

  async function of(caller: AccountCaller, ids: readonly number[]): Promise<Presence[]> {
    const seen = await sight.whomMaySee(caller, [...new Set(ids)]);
    if (seen.length === 0) return [];
    const lastSeen = await keeping.lastSeen(seen);
    return seen.map((id) => {
      const status = people.statusOf(id);
      return { user_id: id, status, last_seen_at: status === 'offline' ? (lastSeen.get(id) ?? null) : null };
    });
  }

  async function close(): Promise<void> {
    clearInterval(sweeping);
    touch();
    await keeping.trySave();
  }

  // what the sockets of all processes come to together
  sockets.observe({
    user: (name, isOnline) => {
      const id = accountIn(name);
      if (id !== undefined) people.connected(id, isOnline);
    },
    channel: (name, isOccupied) => {
      const id = numberIn(deviceInUse, name);
      if (id !== undefined && id <= lastId) people.inUse(id, isOccupied);
    },
  });

  return { of, close };
}

function asPresence({ id, status, seenAt }: Turn): Presence {
  return { user_id: id, status, last_seen_at: status === 'offline' ? new Date(seenAt).toISOString() : null };
}

function accountIn(name: string): number | undefined {
  const id = /^[1-9]\d{0,9}$/.test(name) ? Number(name) : undefined;
  return id !== undefined && id <= lastId ? id : undefined;
}
