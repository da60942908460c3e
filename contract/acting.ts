import Type, { type Static } from 'typebox';
import { relations } from './clinic.ts';
import { Day } from './fields.ts';
import { FamilyMember } from './patients.ts';
import { closed, Id, IdParams, Instant, Nothing, route } from './route.ts';
import { line } from './text.ts';

const Relation = Type.Enum([...relations]);
const Text = Type.Union([Type.String(), Type.Null()]);

/** How somebody came to act for a person. */
export const actingWays = ['account', 'family', 'clinic', 'code', 'consent'] as const;
/** How it ended. */
export const actingEnds = ['left', 'family', 'person', 'desk', 'majority', 'replaced', 'role'] as const;

export const Acting = Type.Object({
  id: Id,
  name: Type.String(),
  relation: Relation,
  how: Type.Enum([...actingWays]),
  let_by: Type.Union([Type.String(), Type.Null()], {
    description: 'who consented; to the desk also: who gave the code there',
  }),
  since: Instant,
  ends_on: Type.Union([Day, Type.Null()], { description: 'a child’s coming of age, where it ends with that' }),
  sees_before: Type.Boolean({ description: 'sees what was told before too' }),
  is_me: Type.Boolean(),
  may_end: Type.Boolean(),
  may_keep: Type.Boolean({ description: 'in the month before it ends with a coming of age' }),
  until: Type.Union([Instant, Type.Null()], { description: 'when it ended; null: it goes on' }),
  ended_how: Type.Union([Type.Enum([...actingEnds]), Type.Null()]),
  ended_by: Text,
});
export type Acting = Static<typeof Acting>;

export const ActingRequest = Type.Object({
  id: Id,
  name: Type.String(),
  relation: Relation,
  asked_at: Instant,
  expires_at: Instant,
});
export type ActingRequest = Static<typeof ActingRequest>;

export const ActingPeople = Type.Object({
  acting: Type.Array(Acting, { description: 'those who act first, then those who did' }),
  requests: Type.Array(ActingRequest, { description: 'who asks, and has no answer yet' }),
  asked: Type.Array(Type.String(), {
    description: 'whose consent it takes before one more acts, by name; nobody’s: a code joins at once',
  }),
});
export type ActingPeople = Static<typeof ActingPeople>;

/** Those who may look at who acts for a person: whoever does, and the desk. */
const concerned = ['patient', 'receptionist', 'admin'] as const;
const desk = ['receptionist', 'admin'] as const;
const ActingParams = Type.Object({ id: Id, acting_id: Id }, { additionalProperties: false });
const Reason = line({ minLength: 1, maxLength: 500 });

export const readActing = route({
  method: 'GET',
  path: '/api/v1/patients/{id}/acting',
  tag: 'acting',
  reads: { action: 'acting.read', of: 'address' },
  summary: 'Who acts for a person and who did, who asks to, and whose consent a join code would take',
  who: concerned,
  params: IdParams,
  data: ActingPeople,
  refusals: ['not_found'],
});

export const endActing = route({
  method: 'DELETE',
  path: '/api/v1/patients/{id}/acting/{acting_id}',
  tag: 'acting',
  reads: 'changed',
  summary: 'End that somebody acts for a person; both sides are told by letter',
  who: concerned,
  params: ActingParams,
  data: Nothing,
  refusals: ['not_found'],
});

export const keepActing = route({
  method: 'POST',
  path: '/api/v1/patients/{id}/acting/{acting_id}/keep',
  tag: 'acting',
  reads: 'changed',
  summary:
    'Let it go on after the person’s coming of age: by their own account, or with them at the desk, for a reason',
  who: concerned,
  params: ActingParams,
  body: closed({ reason: Type.Optional(Reason) }),
  data: Nothing,
  refusals: ['not_found'],
});

export const openPast = route({
  method: 'POST',
  path: '/api/v1/patients/{id}/acting/{acting_id}/past',
  tag: 'acting',
  reads: 'changed',
  summary: 'Show somebody who acts what was told before too: with the person at the desk, for a reason',
  who: desk,
  params: ActingParams,
  body: closed({ reason: Reason }),
  data: Nothing,
  refusals: ['not_found'],
});

// — joining —

export const Joining = Type.Object({
  member: Type.Union([FamilyMember, Type.Null()], { description: 'whom the account acts for from now on' }),
  expires_at: Type.Union([Instant, Type.Null()], {
    description: 'where others are asked first: until when they may answer. Nothing of the person is told before',
  }),
});
export type Joining = Static<typeof Joining>;

export const joinPatient = route({
  method: 'POST',
  path: '/api/v1/family/join',
  tag: 'acting',
  reads: 'changed',
  summary:
    'Join a patient with the code that the front desk gave; whoever acts for them already, or they themselves, are asked first',
  who: ['patient'],
  body: closed({
    code: line({ minLength: 4, maxLength: 40 }),
    relation: Relation,
  }),
  data: Joining,
  refusals: [
    'code_refused',
    'already_joined',
    'own_record_in_use',
    'too_many_dependents',
    'too_many_dependents_today',
    'too_many_attempts',
  ],
});

const Token = Type.String({ minLength: 20, maxLength: 100, pattern: '^[A-Za-z0-9_-]+$' });

export const readConsent = route({
  method: 'POST',
  path: '/api/v1/family/consent',
  tag: 'acting',
  reads: 'nothing',
  summary: 'What a link of a letter asks consent for; uses nothing up',
  who: 'anyone',
  origin: 'program',
  body: closed({ token: Token }),
  data: Type.Object({
    patient_name: Type.String(),
    asker_name: Type.String(),
    asker_email: Type.String(),
    relation: Relation,
    expires_at: Instant,
  }),
  refusals: ['link_expired', 'too_many_attempts'],
});

export const answerConsent = route({
  method: 'POST',
  path: '/api/v1/family/consent/answer',
  tag: 'acting',
  reads: 'changed',
  summary: 'Confirm or refuse that somebody acts; the first answer counts',
  who: 'anyone',
  origin: 'program',
  body: closed({
    token: Token,
    confirm: Type.Boolean(),
    sees_before: Type.Optional(
      Type.Boolean({ description: 'they see what was told before too; else only from now on' }),
    ),
  }),
  data: Nothing,
  refusals: ['link_expired', 'already_joined', 'own_record_in_use', 'too_many_attempts'],
});
