import { auditRows } from './audit.ts';
import { bookingRows } from './booking.ts';
import { broadcastingRows } from './broadcasting.ts';
import { clinicRows } from './clinic.ts';
import { feedRows } from './feed.ts';
import { healthRows } from './health.ts';
import { identityRows } from './identity.ts';
import { medicalRows } from './medical.ts';
import { presenceRows } from './presence.ts';
import type { Row } from './row.ts';
import { scheduleRows } from './schedule.ts';
import { waitlistRows } from './waitlist.ts';

/** Every route with who gets what, written by hand: a wrong `who` in the contract cannot agree with it by itself. */
export const rows: readonly Row[] = [
  ...healthRows,
  ...broadcastingRows,
  ...identityRows,
  ...clinicRows,
  ...presenceRows,
  ...scheduleRows,
  ...bookingRows,
  ...medicalRows,
  ...feedRows,
  ...waitlistRows,
  ...auditRows,
];
