import type { Caller } from './door.ts';

/**
 * Who may hear a channel that is not public. The name is a pattern in which `{id}` stands for a number; a private or
 * presence channel that no room names is nobody's.
 */
export type ChannelRule = { name: string; may: (caller: Caller, id: number) => boolean | Promise<boolean> };

export async function mayHear(rules: readonly ChannelRule[], caller: Caller, channel: string): Promise<boolean> {
  for (const { name, may } of rules) {
    const id = idIn(name, channel);
    if (id !== undefined) return may(caller, id);
  }
  return false;
}

/** Channels that anyone may hear carry no mark; the others say in their first word who is let in. */
export function isPublic(channel: string): boolean {
  return !/^(private|presence)-/.test(channel) && !channel.startsWith('#');
}

/** The number in the name; 0 where the pattern has none; nothing where it is another channel. */
function idIn(pattern: string, channel: string): number | undefined {
  const [before = '', after] = pattern.split('{id}');
  if (after === undefined) return channel === pattern ? 0 : undefined;
  if (!channel.startsWith(before) || !channel.endsWith(after)) return undefined;
  const digits = channel.slice(before.length, channel.length - after.length);
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : undefined;
}

/** Receptionist, admin and approved doctor: an applicant hears only themselves. */
export function isStaff({ role }: Caller): boolean {
  return role === 'receptionist' || role === 'admin' || role === 'doctor';
}
