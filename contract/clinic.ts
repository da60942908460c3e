import Type, { type Static } from 'typebox';
import { Cents, Name, Reference, Retired } from './fields.ts';
import { Email, PersonName, User } from './identity.ts';
import { closed, Id, IdParams, Instant, listQuery, route, Search, version } from './route.ts';
import { Cursor, prose, tamed } from './text.ts';

export const modes = ['video', 'voice', 'chat', 'in_person'] as const;
export type Mode = (typeof modes)[number];
/** Languages that doctors speak, as ISO 639-1. */
export const spoken = ['ar', 'en', 'fr', 'ber', 'de', 'es', 'it', 'pt', 'tr', 'zh'] as const;
export const relations = ['self', 'child', 'parent', 'partner', 'other'] as const;

const Text = prose({ maxLength: 4000 });
const Price = closed({ mode: Type.Enum([...modes]), cents: Cents });
const Prices = Type.Array(Price, { maxItems: modes.length, description: 'the modes offered, each with its price' });
const Spoken = Type.Array(Type.Enum([...spoken]), { maxItems: spoken.length, uniqueItems: true });

// — the clinic itself —

const CancelDeadline = Type.Integer({
  minimum: 0,
  maximum: 43_200,
  description: 'how long before it begins a patient may still cancel or move an appointment; 0: until it begins',
});

const MajorityAge = Type.Integer({
  minimum: 16,
  maximum: 21,
  description: 'the birthday with which others’ acting for a child ends, unless it is prolonged',
});
/** How much one patient's account may take by itself; the front desk is not bound by it. */
export const limitNames = ['ahead_with_doctor', 'ahead', 'booked_hourly', 'dependents'] as const;
export type LimitName = (typeof limitNames)[number];
const limits = {
  ahead_with_doctor: Type.Integer({ minimum: 1, maximum: 1000, description: 'appointments ahead with one doctor' }),
  ahead: Type.Integer({ minimum: 1, maximum: 1000, description: 'appointments ahead in all' }),
  booked_hourly: Type.Integer({ minimum: 1, maximum: 1000, description: 'appointments booked within an hour' }),
  dependents: Type.Integer({
    minimum: 0,
    maximum: 1000,
    description: 'people for whom one account acts, beside its own',
  }),
};

export const Clinic = Type.Object({
  name: Type.String(),
  timezone: Type.String(),
  currency: Type.String(),
  cancel_deadline_minutes: CancelDeadline,
  majority_age: MajorityAge,
  limits: Type.Object(limits),
  demo: Type.Union([
    Type.Null(),
    Type.Object({
      password: Type.String(),
      accounts: Type.Array(
        Type.Object({ email: Type.String(), name: Type.String(), role: Type.String(), about: Type.String() }),
      ),
    }),
  ]),
  version,
});
export type Clinic = Static<typeof Clinic>;

export const readClinic = route({
  method: 'GET',
  path: '/api/v1/clinic',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'The clinic’s name, time zone, currency, limits, and the rest of its settings; in a demo, its accounts',
  who: 'anyone',
  data: Clinic,
  refusals: [],
});

export const changeClinic = route({
  method: 'PATCH',
  path: '/api/v1/clinic',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Change the clinic’s name, currency, deadline for cancelling, age of majority or what one account may take',
  who: ['admin'],
  body: closed({
    version,
    name: Type.Optional(Name),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' })),
    cancel_deadline_minutes: Type.Optional(CancelDeadline),
    majority_age: Type.Optional(MajorityAge),
    limits: Type.Optional(closed(limits)),
  }),
  data: Clinic,
  refusals: ['version_conflict'],
});

// — me —

export const Person = Type.Object({ id: Id, name: Type.String(), relation: Type.Enum([...relations]) });
export type Person = Static<typeof Person>;

export const Me = Type.Object({
  user: User,
  doctor_id: Type.Union([Id, Type.Null()]),
  patients: Type.Array(Person),
});
export type Me = Static<typeof Me>;

export const readMe = route({
  method: 'GET',
  path: '/api/v1/me',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Who is signed in, and for whom they may act: their own person first',
  who: 'signed-in',
  data: Me,
  refusals: [],
});

// — doctors —

export const DoctorCard = Type.Object({
  id: Id,
  name: Type.String(),
  specialization: Reference,
  biography: Type.String(),
  languages: Type.Array(Type.String()),
  prices: Type.Array(Price),
  is_available: Type.Boolean(),
});
export type DoctorCard = Static<typeof DoctorCard>;

/** In public lists, whose addresses people write by hand too. */
export const SpecializationMeant = tamed({ maxLength: 200, description: 'an id or a name' });

export const listDoctors = route({
  method: 'GET',
  path: '/api/v1/doctors',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'The public directory of approved doctors',
  who: 'anyone',
  list: true,
  query: closed({
    q: Type.Optional(Search),
    specialization: Type.Optional(SpecializationMeant),
    mode: Type.Optional(Type.Enum([...modes])),
    language: Type.Optional(Type.Enum([...spoken])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Cursor),
  }),
  data: DoctorCard,
  refusals: [],
});

export const readDoctor = route({
  method: 'GET',
  path: '/api/v1/doctors/{id}',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'One approved doctor',
  who: 'anyone',
  params: IdParams,
  data: DoctorCard,
  refusals: ['not_found'],
});

export const doctorStates = ['approved', 'waiting', 'retired', 'all'] as const;

export const DoctorRecord = Type.Object({
  id: Id,
  account_id: Id,
  name: Type.String(),
  email: Type.String(),
  specialization: Type.Union([Reference, Type.Null()]),
  biography: Type.String(),
  languages: Type.Array(Type.String()),
  prices: Type.Array(Price),
  is_available: Type.Boolean(),
  is_approved: Type.Boolean(),
  created_at: Instant,
  retired_at: Retired,
  version,
});
export type DoctorRecord = Static<typeof DoctorRecord>;

const doctorFields = { biography: Text, languages: Spoken, prices: Prices, is_available: Type.Boolean() };

export const listDoctorRecords = route({
  method: 'GET',
  path: '/api/v1/doctor-records',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'All doctors, those who wait for approval and the retired too',
  who: ['admin'],
  list: true,
  query: listQuery(['name', 'specialization', 'created_at'], {
    state: Type.Optional(Type.Enum([...doctorStates])),
    specialization: Type.Optional(Id),
  }),
  data: DoctorRecord,
  refusals: [],
});

export const readDoctorRecord = route({
  method: 'GET',
  path: '/api/v1/doctor-records/{id}',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'A doctor as the clinic keeps them; a doctor reads their own',
  who: ['admin', 'doctor', 'applicant'],
  params: IdParams,
  data: DoctorRecord,
  refusals: ['not_found'],
});

export const addDoctor = route({
  method: 'POST',
  path: '/api/v1/doctor-records',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Add a doctor, approved; they choose their password by a link from a mail',
  who: ['admin'],
  makes: true,
  status: 201,
  body: closed({
    name: PersonName,
    email: Email,
    specialization_id: Id,
    biography: Type.Optional(Text),
    languages: Type.Optional(Spoken),
    prices: Type.Optional(Prices),
    is_available: Type.Optional(Type.Boolean()),
  }),
  data: DoctorRecord,
  refusals: ['email_taken'],
});

export const changeDoctor = route({
  method: 'PATCH',
  path: '/api/v1/doctor-records/{id}',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Change a doctor; a doctor changes their own, but not their specialization once approved',
  who: ['admin', 'doctor', 'applicant'],
  params: IdParams,
  body: closed({
    version,
    name: Type.Optional(PersonName),
    specialization_id: Type.Optional(Id),
    biography: Type.Optional(doctorFields.biography),
    languages: Type.Optional(doctorFields.languages),
    prices: Type.Optional(doctorFields.prices),
    is_available: Type.Optional(doctorFields.is_available),
  }),
  data: DoctorRecord,
  refusals: ['not_found', 'forbidden', 'version_conflict'],
});

function doctorAct<const P extends string>(act: P, summary: string) {
  return route({
    method: 'POST',
    path: `/api/v1/doctor-records/{id}/${act}`,
    tag: 'clinic',
    reads: 'nothing',
    summary,
    who: ['admin'],
    params: IdParams,
    data: DoctorRecord,
    refusals: ['not_found', 'invalid'],
  });
}

export const approveDoctor = doctorAct('approve', 'Approve a doctor: patients find them from now on');
export const disapproveDoctor = doctorAct('disapprove', 'Take the approval back');
export const retireDoctor = doctorAct('retire', 'Retire a doctor: they can no longer sign in, nothing is deleted');
export const restoreDoctor = doctorAct('restore', 'Undo a doctor’s retirement');
