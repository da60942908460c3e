import type { Holder, Member } from './who.ts';

export type Subscription = Holder & { readonly member?: Member | undefined };

/** What a step has changed for everybody, here and elsewhere taken together. */
export type Change =
  | { readonly what: 'occupied' | 'vacated' | 'counted'; readonly channel: string }
  | { readonly what: 'joined' | 'left'; readonly channel: string; readonly member: Member };

/** What one process tells the others of one channel: how many sockets there, who came and went since the last time. */
export type Report = {
  readonly channel: string;
  readonly count: number;
  readonly joined: readonly Member[];
  readonly left: readonly string[];
};

type Present = { member: Member; here: number; peers: Set<string> };

type Unreported = { readonly joined: Map<string, Member>; readonly left: Set<string> };

type Channel<Seat> = {
  readonly name: string;
  readonly seats: Map<Seat, Subscription>;
  readonly members: Map<string, Present>;
  readonly elsewhere: Map<string, number>;
};

/**
 * Who hears which channel: sockets of this process as they are (`Seat` is whatever stands for a socket), those of other
 * processes as they report. It knows no socket, no time and no bus; each step answers with what it has changed.
 */
export class Roster<Seat> {
  readonly #channels = new Map<string, Channel<Seat>>();
  readonly #seats = new Map<Seat, Set<string>>();
  readonly #isReported: boolean;
  #unreported = new Map<string, Unreported>();

  /** `isReported`: other processes want to know, so that what changes is kept until `reports` takes it. */
  constructor(isReported: boolean) {
    this.#isReported = isReported;
  }

  subscribe(seat: Seat, name: string, subscription: Subscription): Change[] {
    const before = this.count(name);
    const channel = this.#open(name);
    if (channel.seats.has(seat)) return [];
    channel.seats.set(seat, subscription);
    const names = this.#seats.get(seat);
    if (names)
      names.add(channel.name); // the one string for all
    else this.#seats.set(seat, new Set([channel.name]));
    const unreported = this.#touch(name);
    const changes = counted(name, before, before + 1);
    const { member } = subscription;
    if (!member) return changes;
    const present = channel.members.get(member.id);
    if (present && present.here > 0) {
      present.here += 1;
      return changes;
    }
    unreported.left.delete(member.id);
    unreported.joined.set(member.id, member);
    if (present) {
      present.here = 1;
      return changes;
    }
    channel.members.set(member.id, { member, here: 1, peers: new Set() });
    return [...changes, { what: 'joined', channel: name, member }];
  }

  unsubscribe(seat: Seat, name: string): Change[] {
    const before = this.count(name);
    const channel = this.#channels.get(name);
    const subscription = channel?.seats.get(seat);
    if (!channel || !subscription) return [];
    channel.seats.delete(seat);
    const names = this.#seats.get(seat);
    names?.delete(name);
    if (names?.size === 0) this.#seats.delete(seat);
    const unreported = this.#touch(name);
    const changes: Change[] = [];
    const present = subscription.member && channel.members.get(subscription.member.id);
    if (present) {
      present.here -= 1;
      if (present.here === 0) {
        // Who came and went between two reports was never heard of; saying that they left does no harm.
        unreported.joined.delete(present.member.id);
        unreported.left.add(present.member.id);
        changes.push(...this.#forgetIfGone(name, channel, present));
      }
    }
    changes.push(...counted(name, before, before - 1));
    this.#closeIfEmpty(name, channel);
    return changes;
  }

  leave(seat: Seat): Change[] {
    return [...(this.#seats.get(seat) ?? [])].flatMap((name) => this.unsubscribe(seat, name));
  }

  /** Takes in what another process reports; `whole`: what it does not name, it no longer has. */
  hear(peer: string, reports: readonly Report[], whole: boolean): Change[] {
    const named = new Map(reports.map((report) => [report.channel, report]));
    if (whole) {
      for (const [name, channel] of this.#channels) {
        if (channel.elsewhere.has(peer) && !named.has(name)) {
          named.set(name, { channel: name, count: 0, joined: [], left: [] });
        }
      }
    }
    return [...named.values()].flatMap((report) => this.#take(peer, report, whole || report.count === 0));
  }

  /** Another process is gone, and all that it had. */
  lose(peer: string): Change[] {
    return this.hear(peer, [], true);
  }

  /** What the others have not heard yet; `whole`: everything that this process has. */
  reports(whole: boolean): Report[] {
    const names = whole ? this.#channels.keys() : this.#unreported.keys();
    const reports: Report[] = [];
    for (const name of names) {
      const channel = this.#channels.get(name);
      const count = channel?.seats.size ?? 0;
      if (whole && count === 0) continue;
      const fresh = this.#unreported.get(name);
      const joined = whole ? membersHere(channel) : [...(fresh?.joined.values() ?? [])];
      reports.push({ channel: name, count, joined, left: whole ? [] : [...(fresh?.left ?? [])] });
    }
    if (!whole) this.#unreported = new Map();
    return reports;
  }

  names(): Iterable<string> {
    return this.#channels.keys();
  }

  /** Sockets of this process. */
  seats(name: string): ReadonlyMap<Seat, Subscription> {
    return this.#channels.get(name)?.seats ?? new Map();
  }

  subscription(seat: Seat, name: string): Subscription | undefined {
    return this.#channels.get(name)?.seats.get(seat);
  }

  channelsOf(seat: Seat): ReadonlySet<string> {
    return this.#seats.get(seat) ?? new Set();
  }

  /** Subscriptions, here and elsewhere. */
  count(name: string): number {
    const channel = this.#channels.get(name);
    if (!channel) return 0;
    let count = channel.seats.size;
    for (const there of channel.elsewhere.values()) count += there;
    return count;
  }

  members(name: string): Member[] {
    return [...(this.#channels.get(name)?.members.values() ?? [])].map((present) => present.member);
  }

  member(name: string, id: string): Member | undefined {
    return this.#channels.get(name)?.members.get(id)?.member;
  }

  /** Sockets of this process on which this member is. */
  seatsOf(name: string, id: string): number {
    return this.#channels.get(name)?.members.get(id)?.here ?? 0;
  }

  memberCount(name: string): number {
    return this.#channels.get(name)?.members.size ?? 0;
  }

  /** Nothing is held: no channel, no socket. */
  get empty(): boolean {
    return this.#channels.size === 0 && this.#seats.size === 0;
  }

  get size(): { channels: number; subscriptions: number } {
    let subscriptions = 0;
    for (const names of this.#seats.values()) subscriptions += names.size;
    return { channels: this.#channels.size, subscriptions };
  }

  #take(peer: string, report: Report, replaces: boolean): Change[] {
    const name = report.channel;
    const before = this.count(name);
    const channel = this.#open(name);
    const had = channel.elsewhere.get(peer) ?? 0;
    if (report.count > 0) channel.elsewhere.set(peer, report.count);
    else channel.elsewhere.delete(peer);
    const changes: Change[] = [];
    for (const member of report.joined) {
      const present = channel.members.get(member.id);
      if (present) {
        present.peers.add(peer);
      } else {
        channel.members.set(member.id, { member, here: 0, peers: new Set([peer]) });
        changes.push({ what: 'joined', channel: name, member });
      }
    }
    const stays = new Set(report.joined.map((member) => member.id));
    const left = replaces ? [...channel.members.keys()].filter((id) => !stays.has(id)) : report.left;
    for (const id of left) {
      const present = channel.members.get(id);
      if (present?.peers.delete(peer)) changes.push(...this.#forgetIfGone(name, channel, present));
    }
    changes.push(...counted(name, before, before - had + report.count));
    this.#closeIfEmpty(name, channel);
    return changes;
  }

  #open(name: string): Channel<Seat> {
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = { name, seats: new Map(), members: new Map(), elsewhere: new Map() };
      this.#channels.set(name, channel);
    }
    return channel;
  }

  #closeIfEmpty(name: string, channel: Channel<Seat>): void {
    if (channel.seats.size === 0 && channel.elsewhere.size === 0) this.#channels.delete(name);
  }

  #forgetIfGone(name: string, channel: Channel<Seat>, present: Present): Change[] {
    if (present.here > 0 || present.peers.size > 0) return [];
    channel.members.delete(present.member.id);
    return [{ what: 'left', channel: name, member: present.member }];
  }

  #touch(name: string): Unreported {
    const known = this.#unreported.get(name);
    if (known) return known;
    const fresh: Unreported = { joined: new Map(), left: new Set() };
    if (this.#isReported) this.#unreported.set(name, fresh);
    return fresh;
  }
}

function counted(channel: string, before: number, after: number): Change[] {
  if (before === after) return [];
  const changes: Change[] = [{ what: 'counted', channel }];
  if (before === 0) changes.push({ what: 'occupied', channel });
  if (after === 0) changes.push({ what: 'vacated', channel });
  return changes;
}

function membersHere<Seat>(channel: Channel<Seat> | undefined): Member[] {
  return [...(channel?.members.values() ?? [])].filter((one) => one.here > 0).map((one) => one.member);
}
