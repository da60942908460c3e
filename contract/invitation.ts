import Type from 'typebox';
import { IdParams, route } from './route.ts';

export const readInvitation = route({
  method: 'GET',
  path: '/api/v1/appointments/{id}/calendar.ics',
  tag: 'invitation',
  reads: { action: 'appointment.exported', of: 'address' },
  summary: 'The appointment as a calendar file',
  who: ['patient', 'doctor', 'receptionist', 'admin'],
  params: IdParams,
  bare: true,
  content: 'text/calendar; charset=utf-8',
  data: Type.String(),
  refusals: ['not_found'],
});
