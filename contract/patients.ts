import Type, { type Static } from 'typebox';
import { relations } from './clinic.ts';
import { Day, Retired, state } from './fields.ts';
import { Email, PersonName } from './identity.ts';
import { closed, Id, IdParams, Instant, listQuery, Nothing, route, version } from './route.ts';

export const dependentRelations = ['child', 'parent', 'partner', 'other'] as const;
const Sex = Type.Enum(['female', 'male']);

// — the family —

const personFields = {
  name: PersonName,
  birth_date: Type.Optional(Type.Union([Day, Type.Null()])),
  sex: Type.Optional(Type.Union([Sex, Type.Null()])),
  phone: Type.Optional(Type.Union([Type.String({ maxLength: 40, pattern: '^[0-9+(). -]{3,40}$' }), Type.Null()])),
};

export const FamilyMember = Type.Object({
  id: Id,
  name: Type.String(),
  relation: Type.Enum([...relations]),
  birth_date: Type.Union([Day, Type.Null()]),
  sex: Type.Union([Sex, Type.Null()]),
  phone: Type.Union([Type.String(), Type.Null()]),
  is_theirs: Type.Boolean({
    description: 'an adult with an account of their own: name, birth date, sex and telephone are theirs to change',
  }),
  version,
});
export type FamilyMember = Static<typeof FamilyMember>;

export const listFamily = route({
  method: 'GET',
  path: '/api/v1/family',
  tag: 'clinic',
  reads: { action: 'patient.listed', of: 'each' },
  summary: 'The people for whom this account acts: its own person first',
  who: 'signed-in',
  data: Type.Array(FamilyMember),
  refusals: [],
});

export const addDependent = route({
  method: 'POST',
  path: '/api/v1/family',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Add a child, a parent or somebody else one looks after',
  who: ['patient'],
  makes: true,
  status: 201,
  body: closed({ ...personFields, relation: Type.Enum([...dependentRelations]) }),
  data: FamilyMember,
  refusals: ['too_many_dependents', 'too_many_dependents_today'],
});

export const changeFamilyMember = route({
  method: 'PATCH',
  path: '/api/v1/family/{id}',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Change what is known of oneself or of a dependent',
  who: ['patient'],
  params: IdParams,
  body: closed({
    version,
    ...personFields,
    name: Type.Optional(PersonName),
    relation: Type.Optional(Type.Enum([...dependentRelations])),
  }),
  data: FamilyMember,
  refusals: ['not_found', 'version_conflict', 'own_particulars', 'birth_date_kept'],
});

export const leaveFamilyMember = route({
  method: 'DELETE',
  path: '/api/v1/family/{id}',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Stop acting for a dependent; the clinic keeps the record',
  who: ['patient'],
  params: IdParams,
  data: Nothing,
  refusals: ['not_found'],
});

export const rejoinFamilyMember = route({
  method: 'POST',
  path: '/api/v1/family/{id}/rejoin',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Undo leaving a dependent, for an hour',
  who: ['patient'],
  params: IdParams,
  data: FamilyMember,
  refusals: ['not_found', 'too_many_dependents', 'too_many_dependents_today'],
});

// — patients —

export const PatientRecord = Type.Object({
  id: Id,
  name: Type.String(),
  birth_date: Type.Union([Day, Type.Null()]),
  sex: Type.Union([Sex, Type.Null()]),
  phone: Type.Union([Type.String(), Type.Null()]),
  email: Type.Union([Type.String(), Type.Null()]),
  accounts: Type.Integer({ description: 'how many accounts act for this patient' }),
  created_at: Instant,
  retired_at: Retired,
  version,
});
export type PatientRecord = Static<typeof PatientRecord>;

const desk = ['receptionist', 'admin'] as const;

const recordFields = {
  ...personFields,
  email: Type.Optional(
    Type.Union([Email, Type.Null()], { description: 'where the clinic writes to somebody who has no account' }),
  ),
};

export const listPatients = route({
  method: 'GET',
  path: '/api/v1/patients',
  tag: 'clinic',
  reads: { action: 'patient.listed', of: 'each' },
  summary: 'Patients of the clinic',
  who: desk,
  list: true,
  query: listQuery(['name', 'birth_date', 'created_at'], { state }),
  data: PatientRecord,
  refusals: [],
});

export const readPatient = route({
  method: 'GET',
  path: '/api/v1/patients/{id}',
  tag: 'clinic',
  reads: { action: 'patient.read', of: 'address' },
  summary: 'One patient',
  who: desk,
  params: IdParams,
  data: PatientRecord,
  refusals: ['not_found'],
});

export const addPatient = route({
  method: 'POST',
  path: '/api/v1/patients',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Enter a patient at the front desk',
  who: desk,
  makes: true,
  status: 201,
  body: closed(recordFields),
  data: PatientRecord,
  refusals: [],
});

export const changePatient = route({
  method: 'PATCH',
  path: '/api/v1/patients/{id}',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Change a patient’s particulars',
  who: desk,
  params: IdParams,
  body: closed({ version, ...recordFields, name: Type.Optional(PersonName) }),
  data: PatientRecord,
  refusals: ['not_found', 'version_conflict'],
});

export const retirePatient = route({
  method: 'POST',
  path: '/api/v1/patients/{id}/retire',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Retire a patient’s record; nothing is deleted',
  who: desk,
  params: IdParams,
  data: PatientRecord,
  refusals: ['not_found'],
});

export const restorePatient = route({
  method: 'POST',
  path: '/api/v1/patients/{id}/restore',
  tag: 'clinic',
  reads: 'changed',
  summary: 'Undo a patient’s retirement',
  who: desk,
  params: IdParams,
  data: PatientRecord,
  refusals: ['not_found'],
});

export const giveJoinCode = route({
  method: 'POST',
  path: '/api/v1/patients/{id}/join-code',
  tag: 'clinic',
  reads: 'changed',
  summary: 'A code with which one account may join this patient, or ask those who act already; the code before it dies',
  who: desk,
  makes: true,
  params: IdParams,
  status: 201,
  data: Type.Object({ code: Type.String(), expires_at: Instant }),
  refusals: ['not_found', 'too_many_attempts'],
});
