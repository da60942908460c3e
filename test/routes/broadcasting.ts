import * as contract from '#contract/broadcasting.ts';
import { type Row, row } from './row.ts';
import { fresh } from './world.ts';

const socket_id = '1234.5678';
const mine = { socket_id, channel_name: 'private-appointments' };
const fromTheStart = { channel: 'private-realtime-test', after: '0'.repeat(18) };

// biome-ignore format: a table is read by its columns
export const broadcastingRows: readonly Row[] = [
  //                               nobody patient doctor applicant receptionist admin
  row(contract.readRealtimeConfig, '200   200     200    200       200          200'),
  row(contract.authorizeChannel,   '401   403     200    403       200          200   403', () => ({ body: mine })),
  row(contract.authenticateUser,   '401   200     200    200       200          200', () => ({ body: { socket_id } })),
  row(contract.readEvents,         '401   403     403    403       403          200   403', () => ({ query: fromTheStart })),
  row(contract.sendTestFact,       '401   403     403    403       403          201', () => ({ body: { message: fresh('hello') } })),
];
