import { sql } from '#server/platform/sql.ts';

export type BusyRow = { doctor_id: number; starts: string; ends: string; blocked_until: string; held: boolean };
export const busyOf = (doctors: number[], from: string, to: string, at: string) => sql`
  select * from doctor_busy(${doctors}::integer[], tstzrange(${from}, ${to}), ${at}::timestamptz)`;

export type TakenRow = { doctor_id: number; starts: number[]; ends: number[]; held_until: string | null };
export const takenOf = (doctors: number[], from: string, to: string, at: string) => sql`
  select * from doctor_taken(${doctors}::integer[], tstzrange(${from}, ${to}), ${at}::timestamptz)`;

export type News = { last: number; doctors: number[]; forgotten: boolean };
export const doctorsChanged = (since: number) => sql`select * from doctors_changed(${since})`;
