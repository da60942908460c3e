import type { ChannelRule } from '#server/platform/channels.ts';
import type { Audience } from '#server/platform/facts.ts';

export type IdentityFact =
  | { name: 'sign_in.ended'; account_id: number; sign_in_ids: number[] }
  | { name: 'account.role_changed'; account_id: number; role: string };

/** Nobody is told of these in words: what they end, ends. */
export const identityAudience: Audience<IdentityFact> = {
  'sign_in.ended': ({ account_id, sign_in_ids }) => ({
    ends: sign_in_ids.map((session) => ({ user: account_id, session })),
  }),
  'account.role_changed': ({ account_id }) => ({ ends: [{ user: account_id }] }),
};

const own: ChannelRule['may'] = (caller, id) => caller.account_id === id;

/** What is told to one account alone. */
export const identityChannels: ChannelRule[] = [
  'private-user.{id}.notifications',
  'private-user.{id}.appointments',
  'private-user.{id}.prescriptions',
  'private-user.{id}.messages',
  'private-user.{id}.reminders',
].map((name) => ({ name, may: own }));
