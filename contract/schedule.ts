import Type, { type Static } from 'typebox';
import { Day } from './fields.ts';
import { closed, Id, IdParams, Nothing, route, version } from './route.ts';
import { line } from './text.ts';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];
/** How many days one call changes or shows. */
export const longestStretch = 366;

// — hours —

const Clock = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'HH:MM, the clinic’s local time',
});
/** The fields of one day's hours, for whatever else is said of that day. */
export const hours = {
  enabled: Type.Boolean(),
  start: Type.Optional(Clock),
  end: Type.Optional(Clock),
  breaks: Type.Optional(
    Type.Array(closed({ start: Clock, end: Clock }), { maxItems: 12, description: 'within the hours, in their order' }),
  ),
};
/** One day's hours. An end not after its start is on the next day: the same time twice is 24 hours. */
export const DayHours = closed(hours);
export type DayHours = Static<typeof DayHours>;

export const WeeklyHours = closed({
  monday: DayHours,
  tuesday: DayHours,
  wednesday: DayHours,
  thursday: DayHours,
  friday: DayHours,
  saturday: DayHours,
  sunday: DayHours,
});
export type WeeklyHours = Static<typeof WeeklyHours>;

// — a doctor's schedule —

const terms = {
  availability_schedule: WeeklyHours,
  slot_minutes: Type.Integer({ minimum: 5, maximum: 240 }),
  pause_minutes: Type.Integer({ minimum: 0, maximum: 120, description: 'kept free after each appointment' }),
  notice_minutes: Type.Integer({ minimum: 0, maximum: 43_200, description: 'how long ahead one must book' }),
  horizon_days: Type.Integer({ minimum: 1, maximum: 730, description: 'how many days ahead one may book' }),
  confirms_by_hand: Type.Boolean(),
};
export const Schedule = Type.Object({ doctor_id: Id, timezone: Type.String(), ...terms, version });
export type Schedule = Static<typeof Schedule>;

export const readSchedule = route({
  method: 'GET',
  path: '/api/v1/doctor-records/{id}/schedule',
  tag: 'schedule',
  reads: 'nothing',
  summary: 'A doctor’s weekly hours and how slots are cut out of them; a doctor reads their own',
  who: ['admin', 'doctor', 'applicant'],
  params: IdParams,
  data: Schedule,
  refusals: ['not_found'],
});

export const changeSchedule = route({
  method: 'PUT',
  path: '/api/v1/doctor-records/{id}/schedule',
  tag: 'schedule',
  reads: 'nothing',
  summary: 'Change a doctor’s weekly hours, slots, notice and horizon; a doctor changes their own',
  who: ['admin', 'doctor', 'applicant'],
  params: IdParams,
  body: closed({ version, ...terms }),
  data: Schedule,
  refusals: ['not_found', 'version_conflict'],
});

// — dates that differ —

/** The hours of one date, instead of its weekday's. */
export const DayOverride = closed({ day: Day, ...hours });
export type DayOverride = Static<typeof DayOverride>;

const Note = line({ maxLength: 200, description: 'for the doctor and the office' });
export const NotedOverride = Type.Object({ day: Day, ...hours, note: Note });
export type NotedOverride = Static<typeof NotedOverride>;

export const listOverrides = route({
  method: 'GET',
  path: '/api/v1/doctor-records/{id}/schedule/overrides',
  tag: 'schedule',
  reads: 'nothing',
  summary: 'Dates with other hours than their weekday’s: leave, extra hours, shorter days',
  who: ['admin', 'doctor', 'applicant'],
  params: IdParams,
  query: closed({ from: Day, to: Day }),
  data: Type.Array(NotedOverride),
  refusals: ['not_found', 'invalid'],
});

export const setOverrides = route({
  method: 'PUT',
  path: '/api/v1/doctor-records/{id}/schedule/overrides',
  tag: 'schedule',
  reads: 'nothing',
  summary: 'Give every date of a stretch hours of its own, or take it off',
  who: ['admin', 'doctor', 'applicant'],
  params: IdParams,
  body: closed({ from: Day, to: Day, ...hours, note: Type.Optional(Note) }),
  data: Type.Array(NotedOverride),
  refusals: ['not_found'],
});

export const removeOverrides = route({
  method: 'DELETE',
  path: '/api/v1/doctor-records/{id}/schedule/overrides',
  tag: 'schedule',
  reads: 'nothing',
  summary: 'Give every date of a stretch its weekday’s hours again',
  who: ['admin', 'doctor', 'applicant'],
  params: IdParams,
  query: closed({ from: Day, to: Day }),
  data: Nothing,
  refusals: ['not_found', 'invalid'],
});
