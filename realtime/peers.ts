import { randomUUID } from 'node:crypto';
import type { Bus } from './bus.ts';
import { type Clock, every } from './clock.ts';
import { type AppState, type Note, readNote, writeNote } from './notes.ts';

const beatEach = 1_000;
const lostAfter = 5_000;

export type PeersEars = {
  /** what this process has, or what is new since the last time */
  state(whole: boolean): AppState[];
  /** another process has said what it has */
  heard(peer: string, apps: readonly AppState[], whole: boolean): void;
  lost(peer: string): void;
  /** anything else that another process says */
  note(note: Note): void;
};

/**
 * The other processes. Each tells what it has and then what changes, with a number, so that who missed something asks
 * for the whole; who is silent for five seconds is gone. Nothing is stored anywhere else, so nothing can be stale there.
 */
export class Peers {
  readonly id = randomUUID();
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #ears: PeersEars;
  /** `number`: of the last state heard; -1: none yet, or one was missed */
  readonly #peers = new Map<string, { number: number; at: number; connections: Map<string, number> }>();
  #number = 0;
  #isDue = false;
  #stop: () => void = () => {};
  #isClosed = false;

  constructor(bus: Bus, clock: Clock, ears: PeersEars) {
    this.#bus = bus;
    this.#clock = clock;
    this.#ears = ears;
  }

  open(): void {
    this.#bus.connect({
      hear: (text) => this.#hear(text),
      up: () => {
        this.say({ kind: 'hello' });
        this.#tellAll();
      },
      down: () => {},
    });
    if (!this.#bus.health().alone) this.#stop = every(this.#clock, beatEach, () => this.#beat());
  }

  close(): void {
    this.say({ kind: 'bye' });
    this.#isClosed = true;
    this.#stop();
  }

  get isAlone(): boolean {
    return this.#bus.health().alone;
  }

  get count(): number {
    return this.#peers.size;
  }

  /** Somebody must speak for all: whoever has the least name. */
  get leads(): boolean {
    for (const peer of this.#peers.keys()) if (peer < this.id) return false;
    return true;
  }

  connections(app: string): number {
    let count = 0;
    for (const peer of this.#peers.values()) count += peer.connections.get(app) ?? 0;
    return count;
  }

  say(note: Note): void {
    if (!this.isAlone && !this.#isClosed) this.#bus.say(writeNote(this.id, note));
  }

  /** What changes in one tick is told together. */
  changed(): void {
    if (this.#isDue || this.isAlone) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#tell(false);
    });
  }

  #tellAll(): void {
    this.#tell(false); // what is new is part of the whole, and must not be told again after it
    this.#tell(true);
  }

  #tell(whole: boolean): void {
    if (this.#isClosed) return;
    const apps = this.#ears.state(whole);
    this.#number += 1;
    this.say({ kind: 'state', whole, number: this.#number, apps });
  }

  #beat(): void {
    this.say({ kind: 'beat', number: this.#number });
    const now = this.#clock.now();
    for (const [id, peer] of this.#peers) if (now - peer.at >= lostAfter) this.#lose(id);
  }

  #lose(id: string): void {
    if (this.#peers.delete(id)) this.#ears.lost(id);
  }

  #hear(text: string): void {
    const read = readNote(text);
    if (!read || read.from === this.id || this.#isClosed) return;
    const { from, note } = read;
    if (note.kind === 'bye') {
      this.#lose(from);
      return;
    }
    const peer = this.#peers.get(from) ?? { number: -1, at: 0, connections: new Map() };
    const isNew = !this.#peers.has(from);
    this.#peers.set(from, peer);
    peer.at = this.#clock.now();
    if (note.kind === 'hello') {
      if (note.to === undefined || note.to === this.id) this.#tellAll();
    } else if (note.kind === 'beat') {
      if (note.number !== peer.number) this.say({ kind: 'hello', to: from });
    } else if (note.kind === 'state') {
      this.#take(from, peer, note, isNew);
    } else {
      this.#ears.note(note);
    }
  }

  #take(
    from: string,
    peer: { number: number; connections: Map<string, number> },
    note: Note & { kind: 'state' },
    isNew: boolean,
  ): void {
    if (!note.whole && note.number !== peer.number + 1) {
      // Something was missed: what follows makes no sense until the whole is known again.
      if (peer.number !== -1 || isNew) this.say({ kind: 'hello', to: from });
      peer.number = -1;
      return;
    }
    peer.number = note.number;
    for (const state of note.apps) peer.connections.set(state.app, state.connections);
    this.#ears.heard(from, note.apps, note.whole);
  }
}
