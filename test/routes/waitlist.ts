import * as waitlist from '#contract/waitlist.ts';
import { emailOf } from '../application.ts';
import { type Row, row } from './row.ts';
import type { Caller, World } from './world.ts';

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
            emailOf('patient'),
            await world.amina(),
            days().from,
            days().to,
          ),
  },
});

// biome-ignore format: a table is read by its columns
export const waitlistRows: readonly Row[] = [
  //                              nobody patient doctor applicant receptionist admin
  row(waitlist.joinWaitlist,      '401   201     403    403       403          403', wish),
  row(waitlist.readWaitlist,      '401   200     403    403       403          403'),
  row(waitlist.leaveWaitlist,     '401   200     403    403       403          403', waiting),
];
