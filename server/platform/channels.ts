import { type Channel, type Hearers, numberIn } from '#contract/channel.ts';
import { type Caller, isAccount } from './door.ts';

/** Who may hear a channel that is not public. A private or presence channel that no room names is nobody's. */
export type ChannelRule = { channel: Channel; may: May };
export type May = (caller: Caller, id: number) => boolean | Promise<boolean>;

/** What is found out by looking at the caller alone; for the others the room that has the channel says who may. */
const evident = {
  staff: isStaff,
  admin: (caller) => isAccount(caller) && caller.role === 'admin',
  account: (caller, id) => isAccount(caller) && caller.account_id === id,
} satisfies Partial<Record<Hearers, May>>;

export function newRule(channel: Channel & { who: keyof typeof evident }): ChannelRule {
  return { channel, may: evident[channel.who] };
}

export async function mayHear(rules: readonly ChannelRule[], caller: Caller, name: string): Promise<boolean> {
  for (const { channel, may } of rules) {
    const id = numberIn(channel, name);
    if (id !== undefined) return may(caller, id);
  }
  return false;
}

/**
 * Whether who hears a channel may also tell the others things of their own. Of ours, only where a room asks for it: who says
 * what there is nobody's word but theirs. On channels that no room names a program talks to itself; whom it signs for is its affair.
 */
export function mayWhisper(rules: readonly ChannelRule[], name: string): boolean {
  return rules.every(({ channel }) => numberIn(channel, name) === undefined || channel.clientEvents === true);
}

/** Channels that anyone may hear carry no mark; the others say in their first word who is let in. */
export function isPublic(name: string): boolean {
  return !/^(private|presence)-/.test(name) && !name.startsWith('#');
}

/** Receptionist, admin and approved doctor: an applicant hears only themselves. */
export function isStaff(caller: Caller): boolean {
  return isAccount(caller) && (caller.role === 'receptionist' || caller.role === 'admin' || caller.role === 'doctor');
}
