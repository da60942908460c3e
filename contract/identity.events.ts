import Type from 'typebox';
import type { FactOf } from './channel.ts';
import { closed, Id } from './route.ts';

/** Nobody is told of these in words: what they end, ends. */
export const identityFacts = {
  'sign_in.ended': closed({ account_id: Id, sign_in_ids: Type.Array(Id) }),
  'account.role_changed': closed({ account_id: Id, role: Type.String() }),
  /** links with which somebody called who has no account */
  'link.ended': closed({ link_ids: Type.Array(Id) }),
  'account.retired': closed({ account_id: Id }),
};
export type IdentityFact = FactOf<typeof identityFacts>;
