import { sql } from '#server/platform/sql.ts';

export type BusyRow = { doctor_id: number; starts: string; ends: string; blocked_until: string; held: boolean };
export const busyOf = (doctors: number[], from: string, to: string, at: string) => sql`
  select * from doctor_busy(${doctors}::integer[], tstzrange(${from}, ${to}), ${at}::timestamptz)`;
