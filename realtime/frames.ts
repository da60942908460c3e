/**
 * Frames that await one socket until the end of the tick, in order. Sockets that await the same frames hold the same
 * chain, so that a thousand of them cost one join and one buffer.
 */
export class Frames {
  readonly size: number;
  readonly count: number;
  #before: Frames | undefined;
  #last: Buffer;
  #joined: Buffer | undefined;
  #follower: Frames | undefined;
  #next: Frames | undefined;

  constructor(last: Buffer, before?: Frames) {
    this.#last = last;
    this.#before = before;
    this.size = last.length + (before?.size ?? 0);
    this.count = 1 + (before?.count ?? 0);
  }

  /** This chain and one frame more; the last answer is remembered, as the next socket will ask the same. */
  followedBy(frame: Frames): Frames {
    if (this.#follower !== frame || !this.#next) {
      this.#follower = frame;
      this.#next = new Frames(frame.bytes(), this);
    }
    return this.#next;
  }

  bytes(): Buffer {
    if (!this.#before) return this.#last;
    this.#joined ??= this.#join();
    return this.#joined;
  }

  #join(): Buffer {
    const parts: Buffer[] = [];
    for (let frames: Frames | undefined = this; frames; frames = frames.#before) parts.push(frames.#last);
    return Buffer.concat(parts.reverse(), this.size);
  }
}

/** One text as a whole WebSocket frame: a server's frames are not masked, so the same bytes serve every socket. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = 0x81; // the only fragment, of text
  if (header === 2) {
    frame[1] = length;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header);
  return frame;
}
