import assert from 'node:assert/strict';
import { test } from 'node:test';
import { book } from '#contract/booking.ts';
import { readMe } from '#contract/clinic.ts';
import { bootApplication } from '#test/application.ts';
import { doctorId, freeStarts } from './booking-rig.ts';

test('a booking that fails through no fault of the patient’s is logged as failed too', async () => {
  await using broken = await bootApplication({ demo: true });
  const { owner, logs } = broken;
  const yasmine = broken.as('patient');
  await yasmine.ask(readMe);
  const amina = await doctorId(broken);
  const start = (await freeStarts(broken.nobody, amina)).at(0) ?? '';
  const body = { doctor_id: amina, scheduled_at: start, consult_mode: 'in_person' as const };
  const failures = () => logs.filter(({ event_type }) => event_type === 'consultation_booking_failed');

  await owner.query(`
    alter function appointment_book rename to appointment_book_before;
    alter function appointment_book_each rename to appointment_book_each_before`);
  assert.equal((await yasmine.call(book, { body })).status, 500);
  const { doctor_id, scheduled_at, reason } = failures()[0] ?? {};
  assert.deepEqual({ doctor_id, scheduled_at, reason }, { doctor_id: amina, scheduled_at: start, reason: 'internal' });

  // Not even who asks can be found out.
  await owner.query('alter table sign_in rename to sign_in_before');
  assert.equal((await yasmine.call(book, { body })).status, 500);
  assert.equal(failures().length, 2);
});
