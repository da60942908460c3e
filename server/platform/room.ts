import type { ChannelRule } from './channels.ts';
import type { Add } from './door.ts';
import type { Follower } from './facts.ts';
import type { JobData, JobKind, Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { openRounds } from './rounds.ts';
import type { Sweep } from './sweeps.ts';

/** Work that the queue hands over when it was asked for. */
export type Job = { kind: JobKind; act: (data: JobData) => Promise<void> };
/** What is done again and again, with a rest between. */
export type Round = { name: string; restMs: number; act: () => Promise<void> };
/** Which of these others one has a tie with. */
export type Tie = (one: number, others: readonly number[]) => Promise<readonly number[]>;

/**
 * A room as one value: its face for the rooms above it, and everything by which the world reaches it. Channels, ties, demo,
 * warm and close are read by `app.ts` of the rooms under the sockets; the rest by `mount`, of all.
 */
export type Room = {
  readonly name: string;
  readonly face: unknown;
  readonly routes?: (add: Add) => void;
  /** who may hear what it tells */
  readonly channels?: readonly ChannelRule[];
  readonly jobs?: readonly Job[];
  readonly followers?: readonly Follower[];
  readonly rounds?: readonly Round[];
  readonly sweeps?: readonly Sweep[];
  readonly ties?: readonly Tie[];
  /** at each start: gives an empty demo clinic its part on top of what the rooms below have given, or closes one that is not open */
  readonly demo?: () => Promise<void>;
  /** what is better looked at before anybody asks */
  readonly warm?: () => Promise<void>;
  readonly close?: () => Promise<void>;
};

export type Mounting = {
  add: Add;
  jobs: Jobs;
  follow: (follower: Follower) => Promise<void>;
  log: Log;
  /** undone when the program ends, the last first */
  ending: AsyncDisposableStack;
};

/** From now on the room is reached: by requests, by the queue, by facts, by the clock. */
export async function mount(room: Room, { add, jobs, follow, log, ending }: Mounting): Promise<void> {
  room.routes?.(add);
  for (const { kind, act } of room.jobs ?? []) await jobs.work(kind, act);
  for (const follower of room.followers ?? []) await follow(follower);
  for (const { name, restMs, act } of room.rounds ?? []) {
    const rounds = openRounds(name, restMs, log, act);
    ending.defer(() => rounds.stop());
  }
}
