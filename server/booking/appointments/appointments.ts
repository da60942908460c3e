import { type Database, system } from '#server/platform/database.ts';
import type { Storage } from '#server/platform/storage/storage.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import type { BookingFacts } from '../booking.live.ts';
import type { BookingLog } from '../booking-log.ts';
import { tiesOf } from './appointments.sql.ts';
import { openFiles } from './files.ts';
import { openMedical } from './medical.ts';
import { openMoves } from './moves.ts';
import { openReschedule } from './reschedule.ts';
import { openSeen } from './seen.ts';
import { openStranded } from './stranded.ts';

export { moveTo } from './appointments.sql.ts';

export type AppointmentsDeps = {
  database: Database;
  facts: BookingFacts;
  storage: Storage;
  log: BookingLog;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
};

export type Appointments = ReturnType<typeof openAppointments>;

/** Appointments once they are made: who sees them, how they move, and what the doctor is told with them. */
export function openAppointments(deps: AppointmentsDeps) {
  const seen = openSeen(deps);
  const moves = openMoves({ ...deps, seen });
  return {
    list: seen.list,
    read: seen.read,
    moves,
    whenAppointment: moves.whenAppointment,
    reschedule: openReschedule({ ...deps, seen, moves }),
    stranded: openStranded({ ...deps, seen }),
    medical: openMedical(deps),
    files: openFiles(deps),
    /** An appointment is a tie between its doctor and the patient's family. */
    ties: async (one: number, others: readonly number[]) =>
      (await deps.database.as(system).rows<{ account: number }>(tiesOf(one, others))).map(({ account }) => account),
  };
}
