import * as contract from '#contract/appointments.ts';
import * as booking from '#contract/booking.ts';
import * as feed from '#contract/feed.ts';
import * as files from '#contract/files.ts';
import { readInvitation } from '#contract/invitation.ts';
import * as waitlist from '#contract/waitlist.ts';
import type { Add } from '#server/platform/door.ts';
import type { Booking } from './booking.ts';

export function bookingRoutes(add: Add, room: Booking): void {
  timeRoutes(add, room);
  takingRoutes(add, room);
  appointmentRoutes(add, room);
  medicalRoutes(add, room);
  calendarRoutes(add, room);
  waitlistRoutes(add, room);
}

function timeRoutes(add: Add, { time }: Booking): void {
  add(booking.readAvailability, ({ params, query }) => time.availability.read(params.id, query));
  add(booking.readDirectory, ({ query }) => time.directory.list(query));
  add(booking.checkSlot, ({ body, address }) => time.availability.check(body, address));
}

function takingRoutes(add: Add, { asBooker, toBook, taking: { bookings, holds } }: Booking): void {
  add(booking.holdSlot, asBooker, ({ booker, body, key }) => holds.hold(booker, body, key));
  add(booking.releaseHold, async (call) => {
    await holds.release(call.caller, call.params.id);
    return null;
  });
  add(booking.book, toBook.asBooker, ({ booker, body, key }) => bookings.book(booker, body, key));
  add(booking.bookSeveral, toBook.asBooker, ({ booker, body, key }) =>
    bookings.bookSeveral(booker, body.appointments, key),
  );
  add(booking.deskBook, toBook.asDesk, ({ desk, body: { overbook = false, ...wish }, key }) => {
    return bookings.bookForAnyone(desk, wish, overbook, key);
  });
}

function appointmentRoutes(add: Add, { appointments }: Booking): void {
  const { moves } = appointments;
  add(contract.listAppointments, ({ actor, query }) => appointments.list(actor, query));
  add(contract.readAppointment, ({ actor, params }) => appointments.read(actor, params.id));
  add(contract.confirmAppointment, ({ actor, params }) => moves.confirm(actor, params.id));
  add(contract.rejectAppointment, ({ actor, params, body }) => moves.reject(actor, params.id, body.reason));
  add(contract.cancelAppointment, ({ actor, params, body }) => moves.cancel(actor, params.id, body.reason));
  add(contract.changeStatus, ({ actor, params, body }) => moves.changeStatus(actor, params.id, body));
  add(contract.rescheduleAppointment, ({ actor, params, body }) => appointments.reschedule(actor, params.id, body));
  add(contract.readStranded, ({ actor, params, body }) => appointments.stranded(actor, params.id, body));
}

function medicalRoutes(add: Add, { appointments }: Booking): void {
  add(contract.readMedical, ({ actor, params }) => appointments.medical.read(actor, params.id));
  add(contract.changeMedical, ({ actor, params, body }) => appointments.medical.change(actor, params.id, body));
  add(files.addFile, ({ caller, query, file, key }) => appointments.files.add({ caller, name: query.name, file, key }));
  add(files.removeFile, async ({ actor, params }) => {
    await appointments.files.remove(actor, params.id);
    return null;
  });
  add(files.readFile, async ({ actor, params, say }) => {
    const { bytes, headers } = await appointments.files.read(actor, params.id, params.file_id);
    say(headers);
    return bytes;
  });
}

function calendarRoutes(add: Add, { invitation, feeds }: Booking): void {
  add(readInvitation, async ({ actor, params, say }) => {
    const text = await invitation(actor, params.id);
    say({ 'content-disposition': 'attachment; filename="appointment.ics"' });
    return text;
  });
  add(feed.readFeed, ({ actor }) => feeds.read(actor));
  add(feed.makeFeed, ({ caller, key }) => feeds.make(caller, key));
  add(feed.removeFeed, async ({ caller }) => {
    await feeds.remove(caller);
    return null;
  });
  add(feed.readFeedText, async ({ caller, say }) => {
    const { text, tag } = await feeds.text(caller);
    say({ etag: tag, 'cache-control': 'private, max-age=300' });
    return text;
  });
}

function waitlistRoutes(add: Add, room: Booking): void {
  add(waitlist.joinWaitlist, room.asBooker, ({ booker, body, key }) => room.waitlist.join(booker, body, key));
  add(waitlist.readWaitlist, ({ actor }) => room.waitlist.list(actor));
  add(waitlist.leaveWaitlist, async ({ actor, params }) => {
    await room.waitlist.leave(actor, params.id);
    return null;
  });
}
