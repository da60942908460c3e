import type { Status } from '#contract/presence.ts';

/** Anything less than online is told after so long: a page that is loaded anew is no news. */
export const grace = 10_000;

export type Turn = { readonly id: number; readonly status: Status; readonly seenAt: number };

type Person = {
  isConnected: boolean;
  isInUse: boolean;
  told: Status;
  /** what they seem to be, where it is less than what was told */
  seeming: Status | undefined;
  since: number;
  /** when the last socket went */
  goneAt: number;
};

/**
 * How people stand, from what their sockets do. Who is online is so at once; who is less must have been so for the
 * grace. It knows no socket and no clock: `sweep` is called from time to time, and `now` is asked.
 */
export class Attendance {
  readonly #people = new Map<number, Person>();
  readonly #seeming = new Set<number>();
  readonly #now: () => number;
  readonly #tell: (turn: Turn) => void;

  constructor(now: () => number, tell: (turn: Turn) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  /** As they stood when the program ended: whoever does not come back in time is gone since then. */
  resume({ id, status, seenAt }: Turn): void {
    if (this.#people.has(id)) return;
    this.#people.set(id, { ...nobodyYet(), told: status, goneAt: seenAt });
    this.#weigh(id);
  }

  /** With a first socket, or without one any more. */
  connected(id: number, isConnected: boolean): void {
    const person = this.#person(id);
    if (person.isConnected && !isConnected) person.goneAt = this.#now();
    person.isConnected = isConnected;
    this.#weigh(id);
  }

  /** On any device. */
  inUse(id: number, isInUse: boolean): void {
    this.#person(id).isInUse = isInUse;
    this.#weigh(id);
  }

  statusOf(id: number): Status {
    return this.#people.get(id)?.told ?? 'offline';
  }

  /** Tells of those whose grace is over. */
  sweep(): void {
    const now = this.#now();
    for (const id of [...this.#seeming]) {
      const { seeming, since } = this.#person(id);
      if (seeming && now - since >= grace) this.#turn(id, seeming);
    }
  }

  /** Everybody who is not offline, to be written down. */
  here(): Turn[] {
    return [...this.#people].filter(([, { told }]) => told !== 'offline').map(([id]) => this.#turnOf(id));
  }

  #person(id: number): Person {
    const known = this.#people.get(id);
    if (known) return known;
    const person = nobodyYet();
    this.#people.set(id, person);
    return person;
  }

  #weigh(id: number): void {
    const person = this.#person(id);
    const actual = person.isConnected ? (person.isInUse ? 'online' : 'away') : 'offline';
    if (actual === person.told) this.#settle(id);
    else if (actual === 'online') this.#turn(id, actual);
    else if (actual !== person.seeming) this.#doubt(id, actual);
  }

  #doubt(id: number, seeming: Status): void {
    Object.assign(this.#person(id), { seeming, since: this.#now() });
    this.#seeming.add(id);
  }

  #turn(id: number, status: Status): void {
    this.#person(id).told = status;
    const turn = this.#turnOf(id);
    this.#settle(id);
    this.#tell(turn);
  }

  #turnOf(id: number): Turn {
    const { told, isConnected, goneAt } = this.#person(id);
    return { id, status: told, seenAt: isConnected ? this.#now() : goneAt };
  }

  /** They are as was told; of who is gone nothing is kept. */
  #settle(id: number): void {
    const person = this.#person(id);
    person.seeming = undefined;
    this.#seeming.delete(id);
    if (person.told === 'offline' && !person.isConnected && !person.isInUse) this.#people.delete(id);
  }
}

function nobodyYet(): Person {
  return { isConnected: false, isInUse: false, told: 'offline', seeming: undefined, since: 0, goneAt: 0 };
}
