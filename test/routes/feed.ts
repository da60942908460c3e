import * as feed from '#contract/feed.ts';
import { readInvitation } from '#contract/invitation.ts';
import { emailOf } from '../application.ts';
import { type Row, row } from './row.ts';
import type { World } from './world.ts';

const invited = async (world: World) => ({ params: { id: await world.appointment('confirmed') } });

/** The address of the patient's calendar. */
const subscribed = async (world: World) => ({ params: { token: await world.feedToken(emailOf('patient')) } });

// biome-ignore format: a table is read by its columns
export const feedRows: readonly Row[] = [
  //                              nobody patient doctor applicant receptionist admin
  row(readInvitation,             '401   200     200    403       200          200', invited),
  row(feed.readFeed,              '401   200     200    403       403          403'),
  row(feed.makeFeed,              '401   201     201    403       403          403'),
  row(feed.removeFeed,            '401   200     200    403       403          403'),
  row(feed.readFeedText,          '200   200     200    200       200          200', subscribed),
];
