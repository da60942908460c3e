import type { Mode } from '#contract/clinic.ts';
import type { Log } from '#server/platform/log.ts';

type Scheduled = {
  id: number;
  reference: string;
  doctor_id: number;
  patient_id: number;
  starts: string;
  mode: Mode;
};
type About = { doctor_id: number; patient_id?: number | undefined; scheduled_at: string };

export type BookingLog = ReturnType<typeof openBookingLog>;

/** What happens to bookings, one structured line each: ids and times, never a name or a word of the patient's. */
export function openBookingLog(log: Log) {
  const line = (event_type: string, fields: object) => ({
    event: event_type,
    event_type,
    ...fields,
    timestamp: new Date().toISOString(),
  });

  return {
    scheduled: (take: Scheduled, session: number | null) => {
      const about = {
        consultation_id: take.id,
        consultation_reference: take.reference,
        doctor_id: take.doctor_id,
        patient_id: take.patient_id,
        scheduled_at: take.starts,
        consultation_mode: take.mode,
      };
      log.info(line('consultation_scheduled', about));
      if (take.mode !== 'in_person' && session === null) log.warn(line('session_creation_failed_booking', about));
    },
    failed: (about: Partial<About>, reason: string) =>
      log.info(line('consultation_booking_failed', { ...about, reason })),
    conflict: (about: About) => log.info(line('time_slot_conflict', about)),
    checked: (about: About, available: boolean) => log.info(line('time_slot_conflict_check', { ...about, available })),
    fileNotDiscarded: (error: unknown) =>
      log.warn({ event: 'file_not_discarded', reason: error instanceof Error ? error.message : String(error) }),
    releaseNotTold: (error: Error) => log.warn({ event: 'release_not_told', reason: error.message }),
  };
}
