import { type ChannelRule, isStaff } from '#server/platform/channels.ts';
import type { Audience } from '#server/platform/facts.ts';

export type ClinicFact =
  | { name: 'doctor.availability_changed'; doctor_id: number; is_available: boolean }
  | { name: 'doctor.approval_changed'; doctor_id: number; is_approved: boolean }
  | { name: 'doctor.retirement_changed'; doctor_id: number; is_retired: boolean };

/** Told on public channels: the doctor's number, and nobody's name. */
export const clinicAudience: Audience<ClinicFact> = {
  'doctor.availability_changed': ({ doctor_id, is_available }) => ({
    heard: [
      {
        channel: `doctor.${doctor_id}.availability`,
        event: 'doctor-availability-changed',
        data: { doctor_id, is_available },
      },
    ],
  }),
  'doctor.approval_changed': ({ doctor_id }) => scheduleMayDiffer(doctor_id),
  'doctor.retirement_changed': ({ doctor_id }) => scheduleMayDiffer(doctor_id),
};

/** Whoever looks at this doctor fetches again. */
function scheduleMayDiffer(doctorId: number) {
  return { heard: [{ channel: `doctor-schedule.${doctorId}`, event: 'schedule.updated', data: {} }] };
}

/** `doctorOf` finds which doctor an account is. */
export function clinicChannels(doctorOf: (accountId: number) => Promise<number | undefined>): ChannelRule[] {
  const staff: ChannelRule['may'] = (caller) => isStaff(caller);
  const thatDoctor: ChannelRule['may'] = async (caller, id) =>
    (caller.role === 'doctor' || caller.role === 'applicant') && (await doctorOf(caller.account_id)) === id;
  return [
    ...['private-consultations', 'private-appointments', 'private-opd-appointments', 'private-tracking'].map(
      (name) => ({ name, may: staff }),
    ),
    { name: 'private-doctor-schedule.{id}', may: staff },
    { name: 'private-doctor.{id}', may: thatDoctor },
    { name: 'private-doctor.{id}.ratings', may: thatDoctor },
  ];
}
