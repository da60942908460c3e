import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeMedical, readMedical } from '#contract/appointments.ts';
import * as files from '#contract/files.ts';
import { newToken } from '#server/platform/tokens.ts';
import { emailOf } from '../application.ts';
import { type Row, row } from './row.ts';
import { fresh, type World } from './world.ts';

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
    emailOf('patient'),
    appointment,
    content.length,
    key,
  );
}
const loose = async (world: World) => ({ params: { id: await fileOf(world, null) } });
const attached = async (world: World) => {
  const id = await world.appointment('confirmed');
  return { params: { id, file_id: await fileOf(world, id) } };
};

// biome-ignore format: a table is read by its columns
export const medicalRows: readonly Row[] = [
  //                              nobody patient doctor applicant receptionist admin
  row(readMedical,                '401   200     200    403       403          403', readable),
  row(changeMedical,              '401   200     403    403       403          403', telling),
  row(files.addFile,              '401   201     403    403       403          403', upload),
  row(files.removeFile,           '401   200     403    403       403          403', loose),
  row(files.readFile,             '401   200     200    403       403          403', attached),
];
