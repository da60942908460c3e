import { type EntriesDeps, openEntries } from './entries.ts';
import { type OffersDeps, openOffers } from './offers.ts';

export { offerLetterJob } from './offers.ts';

export type WaitlistDeps = EntriesDeps & OffersDeps;

/** For a time of a doctor who has none: people wait in the order in which they came, and what becomes free is offered. */
export function openWaitlist(deps: WaitlistDeps) {
  return { ...openEntries(deps), offers: openOffers(deps) };
}
