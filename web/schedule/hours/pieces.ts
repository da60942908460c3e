import { minutesOfDay, step } from './clock.ts';

/** Open time of one day, in minutes from its midnight; what lies beyond 24:00 runs on into the next day. */
export type Piece = { readonly start: number; readonly end: number };
export type Edge = 'start' | 'end';

/** In order, and what touches is one. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last && piece.start <= last.end) all[all.length - 1] = { ...last, end: Math.max(last.end, piece.end) };
    else all.push(piece);
  }
  return all;
}

/** With a stretch added, which may join what was there. */
export function drawn(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const start = within(Math.min(from, to), 0, latestStart);
  const all = joined([...pieces, { start, end: Math.max(from, to, start + step) }]);
  const latest = (all[0]?.start ?? 0) + minutesOfDay;
  return all.flatMap((piece) => (piece.start < latest ? [{ ...piece, end: Math.min(piece.end, latest) }] : []));
}

/** One piece moved as a whole, as far as its neighbours let it. */
export function moved(pieces: readonly Piece[], index: number, by: number): Piece[] {
  const piece = pieces[index];
  if (!piece) return [...pieces];
  const length = piece.end - piece.start;
  const reach = pieces.length === 1 ? latestStart : latestEnd(pieces, index) - length;
  const latest = index === 0 ? Math.min(latestStart, reach) : reach;
  const earliest = pieces.length === 1 ? 0 : earliestStart(pieces, index);
  const start = within(piece.start + by, earliest, Math.max(earliest, latest));
  return joined(pieces.with(index, { start, end: start + length }));
}

/** One edge of a piece put elsewhere. */
export function stretched(pieces: readonly Piece[], index: number, edge: Edge, to: number): Piece[] {
  const piece = pieces[index];
  if (!piece) return [...pieces];
  const changed =
    edge === 'start'
      ? { ...piece, start: within(to, earliestStart(pieces, index), lastStart(piece, index)) }
      : { ...piece, end: within(to, piece.start + step, latestEnd(pieces, index)) };
  return joined(pieces.with(index, changed));
}

const latestStart = minutesOfDay - step;

/** A day's hours begin on that day. */
function lastStart({ end }: Piece, index: number): number {
  return index === 0 ? Math.min(latestStart, end - step) : end - step;
}

/** A day's hours are 24 at most, whatever breaks are in them. */
function earliestStart(pieces: readonly Piece[], index: number): number {
  return pieces[index - 1]?.end ?? Math.max(0, (pieces.at(-1)?.end ?? 0) - minutesOfDay);
}

function latestEnd(pieces: readonly Piece[], index: number): number {
  return pieces[index + 1]?.start ?? (pieces[0]?.start ?? 0) + minutesOfDay;
}

export function without(pieces: readonly Piece[], index: number): Piece[] {
  return pieces.toSpliced(index, 1);
}

/** How many appointments of this length begin in them, with a pause after each. */
export function slotsIn(pieces: readonly Piece[], slot: number, pause: number): number {
  return pieces.reduce((sum, { start, end }) => sum + slotsOf(end - start, slot, pause), 0);
}

function slotsOf(length: number, slot: number, pause: number): number {
  return length < slot ? 0 : Math.floor((length - slot) / (slot + pause)) + 1;
}

export function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
