import { channelName } from '#contract/channel.ts';
import { type ClinicFact, doctorAvailability, ownDoctor } from '#contract/clinic.events.ts';
import { personStatus } from '#contract/presence.events.ts';
import { doctorSchedule } from '#contract/schedule.events.ts';
import type { ChannelRule } from '#server/platform/channels.ts';
import { isAccount } from '#server/platform/door.ts';
import { type Audience, type RoomFacts, told } from '#server/platform/facts.ts';

/** Told on public channels: the doctor's number, and nobody's name. */
export const clinicAudience: Audience<ClinicFact> = {
  'doctor.availability_changed': ({ doctor_id, is_available }) => ({
    heard: [told(doctorAvailability, doctor_id, 'doctor-availability-changed', { doctor_id, is_available })],
  }),
  'doctor.approval_changed': ({ doctor_id }) => scheduleMayDiffer(doctor_id),
  'doctor.retirement_changed': ({ doctor_id }) => scheduleMayDiffer(doctor_id),
  // what was heard by a tie through this person: by the account, and of it
  'family.left': ({ account_id: user }) => ({ doubts: [{ user }, { channel: channelName(personStatus, user) }] }),
  'patient.retired': () => ({}),
};

export type ClinicFacts = RoomFacts<ClinicFact>;

/** `doctorOf` finds which doctor an account is. */
export function clinicChannels(doctorOf: (accountId: number) => Promise<number | undefined>): ChannelRule[] {
  const may: ChannelRule['may'] = async (caller, id) =>
    isAccount(caller) &&
    (caller.role === 'doctor' || caller.role === 'applicant') &&
    (await doctorOf(caller.account_id)) === id;
  return [{ channel: ownDoctor, may }];
}

/** Whoever looks at this doctor fetches again. */
function scheduleMayDiffer(doctorId: number) {
  return { heard: [told(doctorSchedule, doctorId, 'schedule.updated', {})] };
}
