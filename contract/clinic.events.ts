import Type from 'typebox';
import { channel, type FactOf } from './channel.ts';
import { closed, Id } from './route.ts';

export const clinicFacts = {
  'doctor.availability_changed': closed({ doctor_id: Id, is_available: Type.Boolean() }),
  'doctor.approval_changed': closed({ doctor_id: Id, is_approved: Type.Boolean() }),
  'doctor.retirement_changed': closed({ doctor_id: Id, is_retired: Type.Boolean() }),
  // an account acts for a person no more
  'family.left': closed({ account_id: Id, patient_id: Id }),
  'patient.retired': closed({ patient_id: Id }),
};
export type ClinicFact = FactOf<typeof clinicFacts>;

export const doctorAvailability = channel('doctor.{id}.availability', 'public', {
  'doctor-availability-changed': closed({ doctor_id: Id, is_available: Type.Boolean() }),
});

/** What a doctor alone hears: rooms above tell here what stops them. */
export const ownDoctor = channel('private-doctor.{id}', 'doctor', {});
