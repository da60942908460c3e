import { broadcastingRows } from './broadcasting.ts';
import { clinicRows } from './clinic.ts';
import { healthRows } from './health.ts';
import { identityRows } from './identity.ts';
import type { Row } from './row.ts';

/** Every route with who gets what, written by hand: a wrong `who` in the contract cannot agree with it by itself. */
export const rows: readonly Row[] = [...healthRows, ...broadcastingRows, ...identityRows, ...clinicRows];
