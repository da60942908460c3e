import { channelName } from '#contract/channel.ts';
import { type ClinicFact, doctorAvailability, ownDoctor, ownFamily } from '#contract/clinic.events.ts';
import { personStatus } from '#contract/presence.events.ts';
import { doctorSchedule } from '#contract/schedule.events.ts';
import { type ChannelRule, newRule } from '#server/platform/channels.ts';
import { isAccount } from '#server/platform/door.ts';
import { type Audience, type RoomFacts, told } from '#server/platform/facts.ts';

/** Told on public channels: the doctor's number, and nobody's name. */
export const clinicAudience: Audience<ClinicFact> = {
  'doctor.availability_changed': ({ doctor_id, is_available }) => ({
    heard: [told(doctorAvailability, doctor_id, 'doctor-availability-changed', { doctor_id, is_available })],
  }),
  'doctor.approval_changed': ({ doctor_id }) => scheduleMayDiffer(doctor_id),
  'doctor.retirement_changed': ({ doctor_id }) => scheduleMayDiffer(doctor_id),
  'acting.asked': ({ hearers }) => familyChanged(hearers),
  'acting.refused': ({ hearers }) => familyChanged(hearers),
  'acting.begun': ({ hearers }) => familyChanged(hearers),
  'acting.changed': ({ hearers }) => familyChanged(hearers),
  // what was heard by a tie through this person: by the account, and of it
  'family.left': ({ hearers, account_id: user }) => ({
    ...familyChanged(hearers),
    doubts: [{ user }, { channel: channelName(personStatus, user) }],
  }),
  'patient.retired': () => ({}),
};

export type ClinicFacts = RoomFacts<ClinicFact>;

/** `doctorOf` finds which doctor an account is. */
export function clinicChannels(doctorOf: (accountId: number) => Promise<number | undefined>): ChannelRule[] {
  const may: ChannelRule['may'] = async (caller, id) =>
    isAccount(caller) &&
    (caller.role === 'doctor' || caller.role === 'applicant') &&
    (await doctorOf(caller.account_id)) === id;
  return [{ channel: ownDoctor, may }, newRule(ownFamily)];
}

/** Whoever looks at this doctor fetches again. */
function scheduleMayDiffer(doctorId: number) {
  return { heard: [told(doctorSchedule, doctorId, 'schedule.updated', {})] };
}

/** That something has changed, and nothing of whom: the page fetches what it may see. */
function familyChanged(accounts: readonly number[]) {
  return { heard: accounts.map((account) => told(ownFamily, account, 'family.changed', {})) };
}
