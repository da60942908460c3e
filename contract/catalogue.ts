import Type, { type Static } from 'typebox';
import { Cents, Name, Reference, Retired, state } from './fields.ts';
import { closed, Id, IdParams, listQuery, route, version } from './route.ts';
import { line } from './text.ts';

const Minutes = Type.Integer({ minimum: 5, maximum: 480 });

export const Specialization = Type.Object({
  id: Id,
  name: Type.String(),
  doctors: Type.Integer({ description: 'approved doctors in it' }),
  retired_at: Retired,
  version,
});
export type Specialization = Static<typeof Specialization>;

export const Prestation = Type.Object({
  id: Id,
  name: Type.String(),
  specialization: Type.Union([Reference, Type.Null()]),
  duration_minutes: Minutes,
  price_cents: Cents,
  retired_at: Retired,
  version,
});
export type Prestation = Static<typeof Prestation>;

export const Salle = Type.Object({
  id: Id,
  name: Type.String(),
  door: Type.String({ description: 'what stands on the door, for the waiting room’s screen' }),
  seats: Type.Union([Type.Integer(), Type.Null()]),
  retired_at: Retired,
  version,
});
export type Salle = Static<typeof Salle>;

const specializationFields = { name: Name };
const prestationFields = {
  name: Name,
  specialization_id: Type.Union([Id, Type.Null()]),
  duration_minutes: Minutes,
  price_cents: Cents,
};
const salleFields = {
  name: Name,
  door: line({ maxLength: 40 }),
  seats: Type.Union([Type.Integer({ minimum: 1, maximum: 1000 }), Type.Null()]),
};

export const listSpecializations = route({
  method: 'GET',
  path: '/api/v1/specializations',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Specializations; only an admin sees the retired',
  who: 'anyone',
  list: true,
  query: listQuery(['name'], { state }),
  data: Specialization,
  refusals: [],
});

export const addSpecialization = route({
  method: 'POST',
  path: '/api/v1/specializations',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Add a specialization',
  who: ['admin'],
  makes: true,
  status: 201,
  body: closed(specializationFields),
  data: Specialization,
  refusals: ['name_taken'],
});

export const changeSpecialization = route({
  method: 'PATCH',
  path: '/api/v1/specializations/{id}',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Change a specialization',
  who: ['admin'],
  params: IdParams,
  body: closed({ version, name: Type.Optional(Name) }),
  data: Specialization,
  refusals: ['not_found', 'version_conflict', 'name_taken'],
});

export const retireSpecialization = route({
  method: 'POST',
  path: '/api/v1/specializations/{id}/retire',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Retire a specialization that no doctor has any more',
  who: ['admin'],
  params: IdParams,
  data: Specialization,
  refusals: ['not_found', 'in_use'],
});

export const restoreSpecialization = route({
  method: 'POST',
  path: '/api/v1/specializations/{id}/restore',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Undo a specialization’s retirement',
  who: ['admin'],
  params: IdParams,
  data: Specialization,
  refusals: ['not_found', 'name_taken'],
});

export const listPrestations = route({
  method: 'GET',
  path: '/api/v1/prestations',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Services with their duration and price; only an admin sees the retired',
  who: 'anyone',
  list: true,
  query: listQuery(['name', 'specialization', 'duration_minutes', 'price_cents'], {
    state,
    specialization: Type.Optional(Id),
  }),
  data: Prestation,
  refusals: [],
});

export const addPrestation = route({
  method: 'POST',
  path: '/api/v1/prestations',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Add a service',
  who: ['admin'],
  makes: true,
  status: 201,
  body: closed(prestationFields),
  data: Prestation,
  refusals: ['name_taken'],
});

export const changePrestation = route({
  method: 'PATCH',
  path: '/api/v1/prestations/{id}',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Change a service',
  who: ['admin'],
  params: IdParams,
  body: closed({
    version,
    name: Type.Optional(Name),
    specialization_id: Type.Optional(prestationFields.specialization_id),
    duration_minutes: Type.Optional(Minutes),
    price_cents: Type.Optional(Cents),
  }),
  data: Prestation,
  refusals: ['not_found', 'version_conflict', 'name_taken'],
});

export const retirePrestation = route({
  method: 'POST',
  path: '/api/v1/prestations/{id}/retire',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Retire a service',
  who: ['admin'],
  params: IdParams,
  data: Prestation,
  refusals: ['not_found'],
});

export const restorePrestation = route({
  method: 'POST',
  path: '/api/v1/prestations/{id}/restore',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Undo a service’s retirement',
  who: ['admin'],
  params: IdParams,
  data: Prestation,
  refusals: ['not_found', 'name_taken'],
});

export const listSalles = route({
  method: 'GET',
  path: '/api/v1/salles',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Rooms where patients wait or are seen',
  who: ['doctor', 'receptionist', 'admin'],
  list: true,
  query: listQuery(['name', 'door', 'seats'], { state }),
  data: Salle,
  refusals: [],
});

export const addSalle = route({
  method: 'POST',
  path: '/api/v1/salles',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Add a salle',
  who: ['admin'],
  makes: true,
  status: 201,
  body: closed(salleFields),
  data: Salle,
  refusals: ['name_taken'],
});

export const changeSalle = route({
  method: 'PATCH',
  path: '/api/v1/salles/{id}',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Change a salle',
  who: ['admin'],
  params: IdParams,
  body: closed({
    version,
    name: Type.Optional(Name),
    door: Type.Optional(salleFields.door),
    seats: Type.Optional(salleFields.seats),
  }),
  data: Salle,
  refusals: ['not_found', 'version_conflict', 'name_taken'],
});

export const retireSalle = route({
  method: 'POST',
  path: '/api/v1/salles/{id}/retire',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Retire a salle',
  who: ['admin'],
  params: IdParams,
  data: Salle,
  refusals: ['not_found'],
});

export const restoreSalle = route({
  method: 'POST',
  path: '/api/v1/salles/{id}/restore',
  tag: 'clinic',
  reads: 'nothing',
  summary: 'Undo a salle’s retirement',
  who: ['admin'],
  params: IdParams,
  data: Salle,
  refusals: ['not_found', 'name_taken'],
});
