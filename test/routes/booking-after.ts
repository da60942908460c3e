import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeMedical, readMedical } from '#contract/appointments.ts';
import * as calendar from '#contract/feed.ts';
import * as files from '#contract/files.ts';
import * as waitlist from '#contract/waitlist.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { emailOf } from '../application.ts';
import { type Row, row } from './row.ts';
import { type Caller, fresh, type World } from './world.ts';

/** The patient's own, with the demo's first doctor. */
const readable = async (world: World) => ({ params: { id: await world.appointment('confirmed') } });
const telling = async (world: World) => ({ ...(await readable(world)), body: { complaint: 'A cough' } });

const content = '%PDF-1.7 and some pages';
const upload = () => ({
  query: { name: 'letter.pdf' },
  file: { type: 'application/pdf', content: `${content} ${fresh('letter')}` },
});

/** A file of the patient's, of an appointment or of none, with its bytes in the store. */
async function fileOf(world: World, appointment: number | null): Promise<number> {
  const key = newToken();
  const { filesFolder } = world.application;
  await mkdir(filesFolder, { recursive: true });
  await writeFile(join(filesFolder, key), content);
  return world.id(
    `insert into appointment_file (account_id, appointment_id, name, type, size, key)
     select id, $2::integer, 'letter.pdf', 'application/pdf', $3, $4 from account where email = $1 returning id`,
    ...[emailOf('patient'), appointment, content.length, key],
  );
}
const loose = async (world: World) => ({ params: { id: await fileOf(world, null) } });
const attached = async (world: World) => {
  const id = await world.appointment('confirmed');
  return { params: { id, file_id: await fileOf(world, id) } };
};

/** The address of the patient's calendar. */
async function subscribed(world: World) {
  const token = newToken();
  await world.application.owner.query(
    `insert into calendar_feed (account_id, token_hash) select id, $2 from account where email = $1
     on conflict (account_id) do update set token_hash = excluded.token_hash`,
    [emailOf('patient'), hashed(token)],
  );
  return { params: { token } };
}

const days = () => {
  const today = Temporal.Now.plainDateISO('UTC');
  return { from: today.add({ days: 2 }).toString(), to: today.add({ days: 20 }).toString() };
};
/** A week long, each beginning a day later. */
let wishes = 0;
const wish = async (world: World) => {
  const from = Temporal.Now.plainDateISO('UTC').add({ days: 2 + (wishes++ % 50) });
  return { body: { doctor_id: await world.amina(), from: from.toString(), to: from.add({ days: 7 }).toString() } };
};
const waiting = async (world: World, caller: Caller) => ({
  params: {
    id:
      caller !== 'patient'
        ? 1
        : await world.id(
            `insert into waitlist_entry (account_id, patient_id, doctor_id, first_day, last_day)
             select f.account_id, f.patient_id, $2, $3, $4 from patient_account f join account a on a.id = f.account_id
             where a.email = $1 and f.relation = 'self' returning id`,
            ...[emailOf('patient'), await world.amina(), days().from, days().to],
          ),
  },
});

// biome-ignore format: a table is read by its columns
export const afterBookingRows: readonly Row[] = [
  //                              nobody patient doctor applicant receptionist admin
  row(readMedical,                '401   200     200    403       403          403', readable),
  row(changeMedical,              '401   200     403    403       403          403', telling),
  row(files.addFile,              '401   201     403    403       403          403', upload),
  row(files.removeFile,           '401   200     403    403       403          403', loose),
  row(files.readFile,             '401   200     200    403       403          403', attached),

  row(calendar.readInvitation,    '401   200     200    403       200          200', readable),
  row(calendar.readFeed,          '401   200     200    403       403          403'),
  row(calendar.makeFeed,          '401   201     201    403       403          403'),
  row(calendar.removeFeed,        '401   200     200    403       403          403'),
  row(calendar.readCalendar,      '200   200     200    200       200          200', subscribed),

  row(waitlist.joinWaitlist,      '401   201     403    403       403          403', wish),
  row(waitlist.readWaitlist,      '401   200     403    403       403          403'),
  row(waitlist.leaveWaitlist,     '401   200     403    403       403          403', waiting),
];
