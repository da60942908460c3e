import Type from 'typebox';
import { route } from './route.ts';

const Health = Type.Object({ status: Type.String() });

/** Asked by machines that keep Salle running; not wrapped, since they read the status alone. */
export const healthz = route({
  method: 'GET',
  path: '/healthz',
  tag: 'health',
  reads: 'nothing',
  summary: '200 while the process lives, and no new start is due: the embedded database may be away for a minute',
  who: 'anyone',
  pace: 'any',
  bare: true,
  data: Health,
  refusals: ['unavailable'],
});

export const readyz = route({
  method: 'GET',
  path: '/readyz',
  tag: 'health',
  reads: 'nothing',
  summary: '200 when it can serve: database reached and migrated, and nobody has asked it to end',
  who: 'anyone',
  pace: 'any',
  bare: true,
  data: Type.Object({ status: Type.String(), degraded: Type.Array(Type.String()) }),
  refusals: ['unavailable'],
});

export const metrics = route({
  method: 'GET',
  path: '/metrics',
  tag: 'health',
  reads: 'nothing',
  summary: 'Figures as Prometheus reads them',
  who: 'anyone',
  pace: 'any',
  bare: true,
  data: Type.String(),
  refusals: [],
});
