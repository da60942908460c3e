import * as appointmentsContract from '#contract/appointments.ts';
import * as contract from '#contract/booking.ts';
import type { Add } from '#server/platform/door.ts';
import { callerOf } from '#server/platform/door.ts';
import type { BookingRoom } from './booking.ts';
import type { Booker } from './taking/planning.ts';

export { afterBookingRoutes } from './after-booking-routes.ts';

export function bookingRoutes(add: Add, { booking }: { booking: BookingRoom }): void {
  add(contract.readAvailability, ({ params, query }) => booking.availability.read(params.id, query));
  add(contract.readDirectory, ({ query }) => booking.directory.list(query));
  add(contract.checkSlot, ({ body, address }) => booking.availability.check(body, address));

  add(contract.holdSlot, (call) => booking.holds.hold(bookerOf(call), call.body, call.key));
  add(contract.releaseHold, async (call) => {
    await booking.holds.release(callerOf(call), call.params.id);
    return null;
  });
  add(contract.book, (call) => booking.taking.book(bookerOf(call), call.body, call.key));
  add(contract.bookSeveral, (call) => booking.taking.bookSeveral(bookerOf(call), call.body.appointments, call.key));
  add(contract.deskBook, (call) => {
    const { overbook = false, ...wish } = call.body;
    return booking.taking.bookForAnyone(callerOf(call), wish, overbook, call.key);
  });

  const { appointments } = booking;
  add(appointmentsContract.listAppointments, ({ actor, query }) => appointments.list(actor, query));
  add(appointmentsContract.readAppointment, ({ actor, params }) => appointments.read(actor, params.id));
  add(appointmentsContract.confirmAppointment, ({ actor, params }) => appointments.confirm(actor, params.id));
  add(appointmentsContract.rejectAppointment, ({ actor, params, body }) =>
    appointments.reject(actor, params.id, body.reason),
  );
  add(appointmentsContract.cancelAppointment, ({ actor, params, body }) =>
    appointments.cancel(actor, params.id, body.reason),
  );
  add(appointmentsContract.changeStatus, ({ actor, params, body }) =>
    appointments.changeStatus(actor, params.id, body),
  );
  add(appointmentsContract.rescheduleAppointment, ({ actor, params, body }) =>
    appointments.reschedule(actor, params.id, body),
  );
  add(appointmentsContract.readStranded, ({ actor, params, body }) => booking.stranded(actor, params.id, body));
}

/** Found with the sign-in, by the look-up that booking's routes have. */
function bookerOf(call: Parameters<typeof callerOf>[0]): Booker {
  return callerOf(call) as Booker;
}
