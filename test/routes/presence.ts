import * as contract from '#contract/presence.ts';
import { type Row, row } from './row.ts';

// biome-ignore format: a table is read by its columns
export const presenceRows: readonly Row[] = [
  //                         nobody patient doctor applicant receptionist admin
  row(contract.readPresence, '401   200     200    200       200          200', () => ({ query: { user_ids: '1,2,3' } })),
];
