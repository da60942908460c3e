import * as feed from '#contract/feed.ts';
import { readInvitation } from '#contract/invitation.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { emailOf } from '../application.ts';
import { type Row, row } from './row.ts';
import type { World } from './world.ts';

const invited = async (world: World) => ({ params: { id: await world.appointment('confirmed') } });

/** The address of the patient's calendar. */
async function subscribed(world: World) {
  const token = newToken();
  await world.application.owner.query(
    `insert into calendar_feed (account_id, token_hash) select id, $2 from account where email = $1
     on conflict (account_id) do update set token_hash = excluded.token_hash`,
    [emailOf('patient'), hashed(token)],
  );
  return { params: { token } };
}

// biome-ignore format: a table is read by its columns
export const feedRows: readonly Row[] = [
  //                              nobody patient doctor applicant receptionist admin
  row(readInvitation,             '401   200     200    403       200          200', invited),
  row(feed.readFeed,              '401   200     200    403       403          403'),
  row(feed.makeFeed,              '401   201     201    403       403          403'),
  row(feed.removeFeed,            '401   200     200    403       403          403'),
  row(feed.readCalendar,          '200   200     200    200       200          200', subscribed),
];
