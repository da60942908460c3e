import { randomUUID } from 'node:crypto';
import type { Bus } from './bus.ts';
import { type Clock, every } from './clock.ts';
import { type AppState, type Note, readNote, writeNote } from './notes.ts';

const beatEach = 1_000;
const lostAfter = 5_000;
/** How long a question may be on its way. */
const heardWithin = 1_000;
/** We hear ourselves with each beat; after more silence than this, the bus carries nothing. */
const deafAfter = 2_500;

export type PeersEars = {
  /** what this process has, or what is new since the last time */
  state(whole: boolean): AppState[];
  /** another process has said what it has */
  heard(peer: string, apps: readonly AppState[], whole: boolean): void;
  lost(peer: string): void;
  /** anything else that another process says */
  note(note: Note): void;
};

/** `number`: of the last state heard; -1: none yet, or one was missed */
type Peer = { number: number; at: number; connections: Map<string, number>; asked: Map<string, number> };
/** Places that this process has asked for. */
type Question = { app: string; count: number; heard: () => void };

/**
 * The other processes. Each tells what it has and then what changes, with a number, so that who missed something asks
 * for the whole; who is silent for five seconds is gone. Nothing is stored anywhere else, so nothing can be stale there.
 */
export class Peers {
  readonly id = randomUUID();
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #ears: PeersEars;
  readonly #peers = new Map<string, Peer>();
  readonly #questions = new Map<number, Question>();
  #asked = 0;
  #heardMyselfAt = Number.NEGATIVE_INFINITY;
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
      down: () => this.#goOnAlone(),
    });
    if (!this.#bus.health().alone) this.#stop = every(this.#clock, beatEach, () => this.#beat());
  }

  close(): void {
    this.say({ kind: 'bye' });
    this.#isClosed = true;
    this.#stop();
    this.#goOnAlone();
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

  /** Places of the others, counted as taken: those that they have, and those that they have asked for. */
  places(app: string): number {
    let count = this.connections(app);
    for (const peer of this.#peers.values()) count += peer.asked.get(app) ?? 0;
    return count;
  }

  /** Places that this process has asked for, unanswered. */
  asked(app: string): number {
    let count = 0;
    for (const question of this.#questions.values()) if (question.app === app) count += question.count;
    return count;
  }

  /**
   * Asks for places, and calls back when the bus brings the question back: all that others said before it has then been heard,
   * and none of them will count without it. Where the bus brings nothing back, what is known must do.
   */
  ask(app: string, count: number, heard: () => void): void {
    const isHeard = this.#bus.health().up && this.#clock.now() - this.#heardMyselfAt < deafAfter;
    if (this.isAlone || this.#isClosed || !isHeard) {
      heard();
      return;
    }
    this.#asked += 1;
    const number = this.#asked;
    this.#questions.set(number, { app, count, heard });
    this.#clock.later(heardWithin, () => {
      if (!this.#questions.has(number)) return;
      this.#heardMyselfAt = Number.NEGATIVE_INFINITY; // nobody else need wait for it
      this.#goOnAlone();
    });
    this.say({ kind: 'ask', app, count, number });
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

  #hearMyself(note: Note): void {
    this.#heardMyselfAt = this.#clock.now();
    if (note.kind === 'ask') this.#answer(note.number);
  }

  #answer(number: number): void {
    const question = this.#questions.get(number);
    if (!question) return;
    this.#questions.delete(number);
    question.heard();
    this.changed();
  }

  #goOnAlone(): void {
    for (const number of [...this.#questions.keys()]) this.#answer(number);
  }

  #hear(text: string): void {
    const read = readNote(text);
    if (!read || this.#isClosed) return;
    const { from, note } = read;
    if (from === this.id) {
      this.#hearMyself(note);
      return;
    }
    if (note.kind === 'bye') {
      this.#lose(from);
      return;
    }
    const peer = this.#peers.get(from) ?? newPeer();
    const isNew = !this.#peers.has(from);
    this.#peers.set(from, peer);
    peer.at = this.#clock.now();
    if (note.kind === 'hello') {
      if (note.to === undefined || note.to === this.id) this.#tellAll();
    } else if (note.kind === 'beat') {
      if (note.number !== peer.number) this.say({ kind: 'hello', to: from });
    } else if (note.kind === 'state') {
      this.#take(from, peer, note, isNew);
    } else if (note.kind === 'ask') {
      peer.asked.set(note.app, (peer.asked.get(note.app) ?? 0) + note.count);
    } else {
      this.#ears.note(note);
    }
  }

  #take(from: string, peer: Peer, note: Note & { kind: 'state' }, isNew: boolean): void {
    if (!note.whole && note.number !== peer.number + 1) {
      // Something was missed: what follows makes no sense until the whole is known again.
      if (peer.number !== -1 || isNew) this.say({ kind: 'hello', to: from });
      peer.number = -1;
      return;
    }
    peer.number = note.number;
    for (const { app, connections, asked } of note.apps) {
      peer.connections.set(app, connections);
      peer.asked.set(app, asked);
    }
    this.#ears.heard(from, note.apps, note.whole);
  }
}

function newPeer(): Peer {
  return { number: -1, at: 0, connections: new Map(), asked: new Map() };
}
