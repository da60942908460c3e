import type { Static, TObject, TSchema } from 'typebox';

// Types alone are imported here: pages take this file as it is.

/**
 * Who may hear a channel: anyone; staff; admins; the account of its number; the doctor of its number; people who have a tie
 * with the account of its number; links that were given for what has its number.
 */
export const hearers = ['public', 'staff', 'admin', 'account', 'doctor', 'tie', 'link'] as const;
export type Hearers = (typeof hearers)[number];

/** One channel as data: what is told is checked by it, pages hear by it, the documentation is made of it. */
export type Channel = {
  /** `{id}` stands for a number */
  readonly name: string;
  readonly who: Hearers;
  /** the events that are heard on it, each with what it brings */
  readonly events: Readonly<Record<string, TSchema>>;
  /** what is told here has no row: it bears no `event_id`, and who was away does not catch up on it */
  readonly fleeting?: true;
  /** its hearers may also tell each other things of their own (`client-…`), which go past the server unread: not unless it says so */
  readonly clientEvents?: true;
};
/** A channel of which there is one for each account, doctor or appointment. */
export type NumberedChannel = Channel & { readonly name: `${string}{id}${string}` };

/** Keeps each channel's own types while checking its shape. */
export function channel<const N extends string, const W extends Hearers, const E extends Channel['events']>(
  name: N,
  who: W,
  events: E,
) {
  return { name, who, events };
}

/** A channel on which nothing is told that a row stands behind. */
export function fleeting<const N extends string, const W extends Hearers, const E extends Channel['events']>(
  name: N,
  who: W,
  events: E,
) {
  return { ...channel(name, who, events), fleeting: true } as const;
}

export type EventName<C extends Channel> = keyof C['events'] & string;
export type Heard<C extends Channel, E extends EventName<C>> = Static<C['events'][E]>;

type IdOf<C extends Channel> = string extends C['name'] ? [id?: number] : C extends NumberedChannel ? [id: number] : [];

/** The name under which one subscribes. */
export function channelName<C extends Channel>(channel: C, ...[id]: IdOf<C>): string {
  return channel.name.replace('{id}', String(id));
}

/** The number in a name that is of this channel; 0 where it has none; nothing where it is another channel's. */
export function numberIn(channel: Channel, name: string): number | undefined {
  const [before = '', after] = channel.name.split('{id}');
  if (after === undefined) return name === channel.name ? 0 : undefined;
  if (!name.startsWith(before) || !name.endsWith(after)) return undefined;
  const digits = name.slice(before.length, name.length - after.length);
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : undefined;
}

/** Facts of a room: each name with what there is to know of it. */
export type FactSchemas = Readonly<Record<string, TObject>>;
/** The facts of such a table, as they are written and heard. */
export type FactOf<F extends FactSchemas> = { [Name in keyof F & string]: { name: Name } & Static<F[Name]> }[keyof F &
  string];
