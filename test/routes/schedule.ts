import * as contract from '#contract/schedule.ts';
import { type Row, row } from './row.ts';
import type { World } from './world.ts';

const day = { from: '2031-03-03', to: '2031-03-04' };
const amina = async (world: World) => ({ params: { id: await world.amina() } });
const stretch = async (world: World) => ({ ...(await amina(world)), query: day });
const overriding = async (world: World) => ({ ...(await amina(world)), body: { ...day, enabled: false } });

async function changing(world: World) {
  const { params } = await amina(world);
  const { owner } = world.application;
  const { rows } = await owner.query<contract.Schedule>(
    `select version, availability_schedule, slot_minutes, pause_minutes, notice_minutes, horizon_days, confirms_by_hand
     from doctor_schedule where doctor_id = $1`,
    [params.id],
  );
  return { params, body: rows[0] as contract.Schedule };
}

// biome-ignore format: a table is read by its columns
export const scheduleRows: readonly Row[] = [
  //                             nobody patient doctor applicant receptionist admin
  row(contract.readSchedule,     '401   403     200    404       403          200', amina),
  row(contract.changeSchedule,   '401   403     200    404       403          200', changing),
  row(contract.listOverrides,    '401   403     200    404       403          200', stretch),
  row(contract.setOverrides,     '401   403     200    404       403          200', overriding),
  row(contract.removeOverrides,  '401   403     200    404       403          200', stretch),
];
