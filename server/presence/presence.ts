import { type Presence, statusChannels, statusEvent } from '#contract/presence.ts';
import type { Database } from '#server/platform/database.ts';
import type { Caller } from '#server/platform/door.ts';
import type { Log } from '#server/platform/log.ts';
import { Attendance, type Turn } from './attendance.ts';
import { keepingIn } from './keeping.ts';
import { inUseBy } from './presence.live.ts';

const sweepEach = 500;
/** So much of somebody's stay a crash may cost. */
const touchEach = 60_000;
/** PostgreSQL's `integer`: no account has a number beyond it. */
const lastId = 2_147_483_647;

/** Which of these others one has a tie with: each room above names the ties that it knows of. */
export type Tie = (one: number, others: readonly number[]) => Promise<readonly number[]>;

export type PresenceDeps = {
  database: Database;
  log: Log;
  now: () => Temporal.Instant;
  ties: readonly Tie[];
  /** to the sockets of this process; the others see the same for themselves */
  tell: (event: { channel: string; event: string; data: Presence }) => void;
  /** where sockets are somebody else's, nobody can be seen */
  isBlind: boolean;
};

export type PresenceRoom = Awaited<ReturnType<typeof openPresence>>;

/** Who is online, away or offline, and when they were last seen, for those who have a tie with them. */
export async function openPresence({ database, log, now, ties, tell, isBlind }: PresenceDeps) {
  const clock = () => now().epochMilliseconds;
  const keeping = keepingIn(database, log);
  const people = new Attendance(clock, (turn) => {
    keeping.note(turn);
    const channel = statusChannels.replace('{id}', String(turn.id));
    tell({ channel, event: statusEvent, data: asPresence(turn) });
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

  async function of(caller: Caller, ids: readonly number[]): Promise<Presence[]> {
    const seen = await whomMaySee(caller, [...new Set(ids)]);
    if (seen.length === 0) return [];
    const lastSeen = await keeping.lastSeen(seen);
    return seen.map((id) => {
      const status = people.statusOf(id);
      return { user_id: id, status, last_seen_at: status === 'offline' ? (lastSeen.get(id) ?? null) : null };
    });
  }

  /** Oneself, and whom one has a tie with; a doctor not approved reads only themselves. */
  async function whomMaySee(caller: Caller, ids: readonly number[]): Promise<number[]> {
    const real = isBlind ? [] : ids.filter((id) => id <= lastId);
    const others = real.filter((id) => id !== caller.account_id);
    const asked = caller.role === 'applicant' || others.length === 0 ? [] : ties;
    const tied = new Set((await Promise.all(asked.map((tie) => tie(caller.account_id, others)))).flat());
    return real.filter((id) => id === caller.account_id || tied.has(id));
  }

  async function close(): Promise<void> {
    clearInterval(sweeping);
    touch();
    await keeping.trySave();
  }

  return {
    ...{ of, close },
    maySee: async (caller: Caller, id: number) => (await whomMaySee(caller, [id])).length > 0,
    /** what the sockets of all processes come to together */
    observer: {
      user: (name: string, isOnline: boolean) => {
        const id = accountIn(name);
        if (id !== undefined) people.connected(id, isOnline);
      },
      channel: (name: string, isOccupied: boolean) => {
        const id = accountIn(inUseBy(name));
        if (id !== undefined) people.inUse(id, isOccupied);
      },
    },
  };
}

function asPresence({ id, status, seenAt }: Turn): Presence {
  return { user_id: id, status, last_seen_at: status === 'offline' ? new Date(seenAt).toISOString() : null };
}

function accountIn(name = ''): number | undefined {
  const id = /^[1-9]\d{0,9}$/.test(name) ? Number(name) : undefined;
  return id !== undefined && id <= lastId ? id : undefined;
}
