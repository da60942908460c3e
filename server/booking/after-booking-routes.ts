import { changeMedical, readMedical } from '#contract/appointments.ts';
import * as feed from '#contract/feed.ts';
import * as files from '#contract/files.ts';
import { readInvitation } from '#contract/invitation.ts';
import * as waitlist from '#contract/waitlist.ts';
import { type Add, callerOf } from '#server/platform/door.ts';
import type { AfterBooking } from './after-booking.ts';
import type { Booker } from './taking/planning.ts';

export function afterBookingRoutes(add: Add, { after }: { after: AfterBooking }): void {
  add(readMedical, ({ actor, params }) => after.medical.read(actor, params.id));
  add(changeMedical, ({ actor, params, body }) => after.medical.change(actor, params.id, body));

  add(files.addFile, ({ caller, query, file, key }) => after.files.add({ caller, name: query.name, file, key }));
  add(files.removeFile, async ({ actor, params }) => {
    await after.files.remove(actor, params.id);
    return null;
  });
  add(files.readFile, async ({ actor, params, say }) => {
    const { bytes, headers } = await after.files.read(actor, params.id, params.file_id);
    say(headers);
    return bytes;
  });

  add(readInvitation, async ({ actor, params, say }) => {
    const text = await after.invitation(actor, params.id);
    say({ 'content-disposition': 'attachment; filename="appointment.ics"' });
    return text;
  });
  add(feed.readFeed, ({ actor }) => after.feeds.read(actor));
  add(feed.makeFeed, (call) => after.feeds.make(callerOf(call), call.key));
  add(feed.removeFeed, async ({ actor }) => {
    await after.feeds.remove(actor);
    return null;
  });
  add(feed.readCalendar, async ({ params, say }) => {
    const { text, tag } = await after.feeds.calendar(params.token);
    say({ etag: tag, 'cache-control': 'private, max-age=300' });
    return text;
  });

  add(waitlist.joinWaitlist, (call) => after.waitlist.join(callerOf(call) as Booker, call.body, call.key));
  add(waitlist.readWaitlist, ({ actor }) => after.waitlist.list(actor));
  add(waitlist.leaveWaitlist, async ({ actor, params }) => {
    await after.waitlist.leave(actor, params.id);
    return null;
  });
}
