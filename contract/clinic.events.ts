import Type from 'typebox';
import { channel } from './channel.ts';
import { closed, Id } from './route.ts';

export const clinicFacts = {
  'doctor.availability_changed': closed({ doctor_id: Id, is_available: Type.Boolean() }),
  'doctor.approval_changed': closed({ doctor_id: Id, is_approved: Type.Boolean() }),
  'doctor.retirement_changed': closed({ doctor_id: Id, is_retired: Type.Boolean() }),
};

export const doctorAvailability = channel('doctor.{id}.availability', 'public', {
  'doctor-availability-changed': closed({ doctor_id: Id, is_available: Type.Boolean() }),
});
