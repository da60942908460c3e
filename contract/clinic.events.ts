import Type from 'typebox';
import { channel, type FactOf } from './channel.ts';
import { NoData } from './fields.ts';
import { closed, Id } from './route.ts';

const hearers = Type.Array(Id);

export const clinicFacts = {
  'doctor.availability_changed': closed({ doctor_id: Id, is_available: Type.Boolean() }),
  'doctor.approval_changed': closed({ doctor_id: Id, is_approved: Type.Boolean() }),
  'doctor.retirement_changed': closed({ doctor_id: Id, is_retired: Type.Boolean() }),
  // who acts for whom; `hearers`: the accounts that see it on their family's page
  'acting.asked': closed({ patient_id: Id, request_id: Id, hearers }),
  'acting.refused': closed({ patient_id: Id, request_id: Id, hearers }),
  'acting.begun': closed({ patient_id: Id, account_id: Id, hearers }),
  'acting.changed': closed({ patient_id: Id, account_id: Id, hearers }),
  // an account acts for a person no more
  'family.left': closed({ account_id: Id, patient_id: Id, hearers }),
  'patient.retired': closed({ patient_id: Id }),
};
export type ClinicFact = FactOf<typeof clinicFacts>;

export const doctorAvailability = channel('doctor.{id}.availability', 'public', {
  'doctor-availability-changed': closed({ doctor_id: Id, is_available: Type.Boolean() }),
});

/** What a doctor alone hears: rooms above tell here what stops them. */
export const ownDoctor = channel('private-doctor.{id}', 'doctor', {});

/** What an account's own family page shows has changed; it fetches again what it may see. */
export const ownFamily = channel('private-user.{id}.family', 'account', { 'family.changed': NoData });
