/** How far the server's clock is ahead of ours, in milliseconds: somewhere from `low` to `high`. */
export type Offset = { readonly low: number; readonly high: number };

/** The server looked at its clock somewhere between our question and its answer. */
export function offsetFrom(askedAt: number, answeredAt: number, serverAt: string): Offset {
  const server = Date.parse(serverAt);
  return { low: server - answeredAt, high: server - askedAt };
}

/** What both say; where they contradict each other, a clock was set and the newer one counts. */
export function narrowed(known: Offset | undefined, found: Offset): Offset {
  if (!known || known.low > found.high || known.high < found.low) return found;
  return { low: Math.max(known.low, found.low), high: Math.min(known.high, found.high) };
}

/** From a moment of the server's to one of ours. Clocks that may agree are taken to; nothing arrives before it is sent. */
export function elapsed(serverAt: string, ourAt: number, { low, high }: Offset): number {
  const ahead = Math.min(Math.max(0, low), high);
  return Math.max(0, Math.round(ourAt + ahead - Date.parse(serverAt)));
}
