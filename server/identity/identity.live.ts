import type { IdentityFact } from '#contract/identity.events.ts';
import type { Audience, RoomFacts } from '#server/platform/facts.ts';

/** Nobody is told of these in words: what they end, ends. */
export const identityAudience: Audience<IdentityFact> = {
  'sign_in.ended': ({ account_id, sign_in_ids }) => ({
    ends: sign_in_ids.map((session) => ({ user: account_id, session })),
  }),
  // A doctor who loses the approval stays, with less: what is their own goes on.
  'account.role_changed': ({ account_id: user, role }) =>
    role === 'applicant' ? { doubts: [{ user }] } : { ends: [{ user }] },
  'account.retired': ({ account_id }) => ({ ends: [{ user: account_id }] }),
  'link.ended': ({ link_ids }) => ({ ends: link_ids.map((link) => ({ link })) }),
};

export type IdentityFacts = RoomFacts<IdentityFact>;
