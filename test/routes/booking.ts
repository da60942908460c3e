import * as appointments from '#contract/appointments.ts';
import * as contract from '#contract/booking.ts';
import { type Row, row } from './row.ts';
import type { Caller, World } from './world.ts';

const amina = async (world: World) => ({ params: { id: await world.amina() } });
const wish = async (world: World) => ({
  doctor_id: await world.amina(),
  scheduled_at: await world.slot(),
  consult_mode: 'in_person' as const,
});
const slot = async (world: World) => {
  const { consult_mode: _, ...where } = await wish(world);
  return { body: where };
};
/** The patient's own, with the demo's first doctor. */
const appointment = (status: 'pending' | 'confirmed') => async (world: World) => ({
  params: { id: await world.appointment(status) },
  body: {},
});
const moving = async (world: World) => {
  const { params } = await appointment('confirmed')(world);
  return { params, body: { scheduled_at: await world.slot() } };
};
const hold = async (world: World, caller: Caller) =>
  caller === 'patient' ? { params: { id: await world.hold() } } : { params: { id: 1 } };
const deskWish = async (world: World) => ({ body: { ...(await wish(world)), patient_id: (await world.desk()).id } });
const readable = async (world: World) => ({ params: { id: await world.appointment('confirmed') } });

// biome-ignore format: a table is read by its columns
export const bookingRows: readonly Row[] = [
  //                                            nobody patient doctor applicant receptionist admin
  row(contract.readAvailability,                '200   200     200    200       200          200', amina),
  row(contract.readDirectory,                   '200   200     200    200       200          200'),
  row(contract.checkSlot,                       '200   200     200    200       200          200', slot),
  row(contract.holdSlot,                        '401   201     403    403       403          403', slot),
  row(contract.releaseHold,                     '401   200     403    403       403          403', hold),
  row(contract.book,                            '401   201     403    403       403          403', async (world) => ({ body: await wish(world) })),
  row(contract.bookSeveral,                     '401   201     403    403       403          403', async (world) => ({ body: { appointments: [await wish(world)] } })),
  row(contract.deskBook,                        '401   403     403    403       201          201', deskWish),

  row(appointments.listAppointments,            '401   200     200    403       200          200'),
  row(appointments.readAppointment,             '401   200     200    403       200          200', readable),
  row(appointments.confirmAppointment,          '401   403     200    403       200          200', appointment('pending')),
  row(appointments.rejectAppointment,           '401   403     200    403       200          200', appointment('pending')),
  row(appointments.cancelAppointment,           '401   200     200    403       200          200', appointment('confirmed')),
  row(appointments.changeStatus,                '401   200     200    403       200          200', async (world) => ({ ...(await readable(world)), body: { status: 'cancelled' as const } })),
  row(appointments.rescheduleAppointment,       '401   200     200    403       200          200', moving),
  row(appointments.readStranded,                '401   403     200    404       403          200', async (world) => ({ ...(await amina(world)), body: {} })),
];
