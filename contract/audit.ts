import Type, { type Static } from 'typebox';
import { auditActionNames, auditSubjects, type Reading, readings } from './audit-actions.ts';
import { Day, Reference } from './fields.ts';
import { closed, IdParams, Instant, linkKinds, roles, route, Search } from './route.ts';
import { Cursor } from './text.ts';

/** As whom somebody acted: what a role was then, a link's kind, nobody who is known, the clinic's own program. */
export const auditRoles = [...roles, 'applicant', ...linkKinds, 'nobody', 'system'] as const;
const Role = Type.Enum([...auditRoles]);
const RowId = Type.Integer({ minimum: 1 });
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 100 }));

export const AuditRow = Type.Object({
  id: RowId,
  at: Instant,
  action: Type.Enum([...auditActionNames]),
  account: Type.Union([Reference, Type.Null()], { description: 'who; null where nobody was signed in' }),
  role: Role,
  address: Type.Union([Type.String(), Type.Null()]),
  subject: Type.Enum([...auditSubjects]),
  about: Type.Union([Reference, Type.Null()], { description: 'whom or what; an appointment by its reference' }),
  patient: Type.Union([Reference, Type.Null()], { description: 'whose appointment or record it is' }),
  listed: Type.Array(Reference, { description: 'what a list has shown' }),
  details: Type.Record(Type.String(), Type.Unknown()),
  number: Type.Union([RowId, Type.Null()], { description: 'its place in the chain; null until it is sealed' }),
});
export type AuditRow = Static<typeof AuditRow>;

export const listAudit = route({
  method: 'GET',
  path: '/api/v1/audit',
  tag: 'audit',
  reads: { action: 'audit.read', of: 'audit' },
  summary: 'What was done and read, the latest first',
  who: ['admin'],
  list: 'open',
  query: closed({
    who: Type.Optional(Search),
    whom: Type.Optional(Search),
    action: Type.Optional(Type.Enum([...auditActionNames])),
    from: Type.Optional(Day),
    to: Type.Optional(Day),
    limit,
    cursor: Type.Optional(Cursor),
  }),
  data: AuditRow,
  refusals: [],
});

export const AuditHead = Type.Object({
  number: Type.Integer({ description: 'of the last row that is sealed' }),
  hash: Type.String({
    description: 'SHA-256 of that row and of all before it: noted elsewhere, it shows a log that was cut',
  }),
  sealed_at: Instant,
});
export type AuditHead = Static<typeof AuditHead>;

export const readAuditHead = route({
  method: 'GET',
  path: '/api/v1/audit/head',
  tag: 'audit',
  reads: 'nothing',
  summary: 'Where the chain of the audit log ends',
  who: ['admin'],
  data: AuditHead,
  refusals: [],
});

// — a person's own —

/** Readings that a person is told of: everything that shows their record or an appointment of theirs. */
export const looks = (Object.keys(readings) as Reading[]).filter((action) => readings[action].subject !== 'audit');

export const Look = Type.Object({
  id: RowId,
  at: Instant,
  action: Type.Enum([...looks]),
  name: Type.Union([Type.String(), Type.Null()]),
  role: Role,
  appointment: Type.Union([Reference, Type.Null()], { description: 'where one was looked at, with its reference' }),
});
export type Look = Static<typeof Look>;

export const listLooks = route({
  method: 'GET',
  path: '/api/v1/patients/{id}/looks',
  tag: 'audit',
  reads: { action: 'looks.read', of: 'address' },
  summary: 'Who else has looked at what the clinic keeps of a person for whom one acts, the latest first',
  who: ['patient'],
  list: 'open',
  params: IdParams,
  query: closed({ limit, cursor: Type.Optional(Cursor) }),
  data: Look,
  refusals: ['not_found'],
});
