import Type, { type Static, type TObject, type TSchema } from 'typebox';

// What `route.ts` stands on: nothing of it is imported here.

/** What an audit row is about; of `audit` there is one, and it has no number. */
export const auditSubjects = ['patient', 'appointment', 'account', 'doctor', 'clinic', 'audit'] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/** One thing that is written down: about what, and which details may stand beside. Never what a patient has told. */
type AuditActionShape = { readonly subject: AuditSubject; readonly details: TObject };

type About<S, P extends Record<string, TSchema>> = { readonly subject: S; readonly details: TObject<P> };

function about<const S extends AuditSubject>(subject: S): About<S, Record<never, never>>;
function about<const S extends AuditSubject, P extends Record<string, TSchema>>(subject: S, details: P): About<S, P>;
function about(subject: AuditSubject, details: Record<string, TSchema> = {}): AuditActionShape {
  return { subject, details: Type.Object(details, { additionalProperties: false }) };
}

const RowId = Type.Integer({ minimum: 1 });
const Word = Type.String({ maxLength: 40, pattern: '^[a-z_]+$' });
const Fields = Type.Array(Word);
const Reason = Type.Union([Type.String({ maxLength: 500 }), Type.Null()]);

/** Readings of clinical data, and of what is written down of them. Whoever repeats one within a quarter of an hour makes no other row. */
export const readings = {
  'patient.read': about('patient'),
  'patient.listed': about('patient'),
  'acting.read': about('patient'),
  'appointment.read': about('appointment'),
  'appointment.listed': about('appointment'),
  'appointment.exported': about('appointment'),
  'medical.read': about('appointment'),
  'file.read': about('appointment', { file: RowId }),
  'calendar.read': about('account'),
  'audit.read': about('audit'),
  'looks.read': about('patient'),
} as const satisfies Record<string, AuditActionShape>;
export type Reading = keyof typeof readings;

/** Everything that is written down, each under the one word for it. */
export const auditActions = {
  ...readings,
  sign_in: about('account', { by: Type.Enum(['password', 'link', 'program']) }),
  'sign_in.failed': about('account'),
  'password.reset': about('account'),
  'password.changed': about('account'),
  'account.made': about('account', { role: Word }),
  'account.changed': about('account'),
  'account.retired': about('account'),
  'account.restored': about('account'),
  'invitation.handed_over': about('account'),
  'role.changed': about('account', { to: Word }),
  'calendar.given': about('account'),
  'calendar.taken_back': about('account'),
  'doctor.approved': about('doctor'),
  'doctor.disapproved': about('doctor'),
  'doctor.retired': about('doctor'),
  'doctor.restored': about('doctor'),
  'patient.added': about('patient'),
  'patient.changed': about('patient', { fields: Fields }),
  'patient.retired': about('patient'),
  'patient.restored': about('patient'),
  'join_code.given': about('patient'),
  'acting.asked': about('patient', { request: RowId }),
  'acting.begun': about('patient', { acting: RowId, account: Type.Optional(RowId), how: Word }),
  'acting.refused': about('patient', { request: RowId }),
  'acting.ended': about('patient', { acting: RowId, how: Word }),
  'acting.kept': about('patient', { acting: RowId, reason: Reason }),
  'acting.past_opened': about('patient', { acting: RowId, reason: Reason }),
  'appointment.booked': about('appointment'),
  'appointment.overbooked': about('appointment', {
    from: Type.Optional(Type.Object({ starts_at: Type.String(), ends_at: Type.String() })),
  }),
  'appointment.rescheduled': about('appointment', {
    from: Type.Object({ starts_at: Type.String(), ends_at: Type.String() }),
  }),
  'appointment.confirmed': about('appointment', { from: Word }),
  'appointment.rejected': about('appointment', { from: Word }),
  'appointment.cancelled': about('appointment', { from: Word }),
  'medical.changed': about('appointment'),
  'settings.changed': about('clinic', { fields: Fields }),
} as const satisfies Record<string, AuditActionShape>;
export type AuditAction = keyof typeof auditActions;
export type AuditDetails<A extends AuditAction> = Static<(typeof auditActions)[A]['details']>;
export const auditActionNames = Object.keys(auditActions) as AuditAction[];

/** How many minutes a reading stands for those that repeat it, and a sign-in that failed for others like it. */
export const auditMergesMinutes = 15;

/**
 * What of clinical data an answer shows. `nothing`; what it has itself `changed`, which has a row of its own; or a reading, and whose:
 * of the number in the `address`, of `each` row of the answer, of `whose` link it is that calls, of the `audit` itself.
 */
export type Reads =
  | 'nothing'
  | 'changed'
  | { readonly action: Reading; readonly of: 'address' | 'each' | 'whose' | 'audit' };
