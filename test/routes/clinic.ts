import * as acting from '#contract/acting.ts';
import * as catalogue from '#contract/catalogue.ts';
import * as contract from '#contract/clinic.ts';
import * as patients from '#contract/patients.ts';
import { type Row, row } from './row.ts';
import { fresh, freshEmail, type World } from './world.ts';

const of = (make: (world: World) => Promise<{ id: number }>) => async (world: World) => ({
  params: { id: (await make(world)).id },
});
const changing = (make: (world: World) => Promise<{ id: number; version: number }>) => async (world: World) => {
  const { id, version } = await make(world);
  return { params: { id }, body: { version, name: fresh('Renamed') } };
};
const actingOf = async (world: World, age?: number) => {
  const { patient, acting } = await world.acting(age);
  return { id: patient, acting_id: acting };
};
const amina = async (world: World) => ({ params: { id: await world.amina() } });
const changingAmina = async (world: World) => {
  const id = await world.amina();
  return { params: { id }, body: { version: await world.version('doctor', id), biography: fresh('Life') } };
};
const newDoctor = async (world: World) => ({ body: { ...(await world.newDoctor()), email: freshEmail() } });

// biome-ignore format: a table is read by its columns
export const clinicRows: readonly Row[] = [
  //                                  nobody patient doctor applicant receptionist admin
  row(contract.readClinic,            '200   200     200    200       200          200'),
  row(contract.changeClinic,          '401   403     403    403       403          200', async (world) => ({ body: { version: await world.version('clinic', 1), name: 'Olives' } })),
  row(contract.readMe,                '401   200     200    200       200          200'),

  row(patients.listFamily,            '401   200     200    200       200          200'),
  row(patients.addDependent,          '401   201     403    403       403          403', () => ({ body: { name: fresh('Child'), relation: 'child' as const } })),
  row(patients.changeFamilyMember,    '401   200     403    403       403          403', changing((world) => world.dependent())),
  row(patients.leaveFamilyMember,     '401   200     403    403       403          403', of((world) => world.dependent())),
  row(patients.rejoinFamilyMember,    '401   200     403    403       403          403', of((world) => world.leftDependent())),
  row(acting.joinPatient,             '401   200     403    403       403          403', async (world) => ({ body: { code: await world.joinCode(), relation: 'parent' as const } })),
  row(acting.readConsent,             '200   200     200    200       200          200', async (world) => ({ body: { token: (await world.consent()).token } })),
  row(acting.answerConsent,           '200   200     200    200       200          200', async (world) => ({ body: { token: (await world.consent()).token, confirm: false } })),
  row(acting.readActing,              '401   200     403    403       200          200', async (world) => ({ params: { id: (await world.acting()).patient } })),
  row(acting.endActing,               '401   200     403    403       200          200', async (world) => ({ params: await actingOf(world) })),
  row(acting.keepActing,              '401   404     403    403       200          200', async (world) => ({ params: await actingOf(world, 17), body: { reason: 'is here' } })),
  row(acting.openPast,                '401   403     403    403       200          200', async (world) => ({ params: await actingOf(world), body: { reason: 'is here' } })),

  row(contract.listDoctors,           '200   200     200    200       200          200'),
  row(contract.readDoctor,            '200   200     200    200       200          200', amina),
  row(contract.listDoctorRecords,     '401   403     403    403       403          200'),
  row(contract.readDoctorRecord,      '401   403     200    404       403          200', amina),
  row(contract.addDoctor,             '401   403     403    403       403          201', newDoctor),
  row(contract.changeDoctor,          '401   403     200    404       403          200', changingAmina),
  row(contract.approveDoctor,         '401   403     403    403       403          200', of((world) => world.doctor())),
  row(contract.disapproveDoctor,      '401   403     403    403       403          200', of((world) => world.doctor())),
  row(contract.retireDoctor,          '401   403     403    403       403          200', of((world) => world.doctor())),
  row(contract.restoreDoctor,         '401   403     403    403       403          200', of((world) => world.doctor())),

  row(patients.listPatients,          '401   403     403    403       200          200'),
  row(patients.readPatient,           '401   403     403    403       200          200', of((world) => world.desk())),
  row(patients.addPatient,            '401   403     403    403       201          201', () => ({ body: { name: fresh('At The Desk'), sex: 'female' as const } })),
  row(patients.changePatient,         '401   403     403    403       200          200', changing((world) => world.desk())),
  row(patients.retirePatient,         '401   403     403    403       200          200', of((world) => world.desk())),
  row(patients.restorePatient,        '401   403     403    403       200          200', of((world) => world.desk())),
  row(patients.giveJoinCode,          '401   403     403    403       201          201', of((world) => world.desk())),

  row(catalogue.listSpecializations,   '200   200     200    200       200          200'),
  row(catalogue.addSpecialization,     '401   403     403    403       403          201', () => ({ body: { name: fresh('New') } })),
  row(catalogue.changeSpecialization,  '401   403     403    403       403          200', changing((world) => world.specialization())),
  row(catalogue.retireSpecialization,  '401   403     403    403       403          200', of((world) => world.specialization())),
  row(catalogue.restoreSpecialization, '401   403     403    403       403          200', of((world) => world.specialization())),
  row(catalogue.listPrestations,       '200   200     200    200       200          200'),
  row(catalogue.addPrestation,         '401   403     403    403       403          201', (world) => ({ body: world.newPrestation() })),
  row(catalogue.changePrestation,      '401   403     403    403       403          200', changing((world) => world.prestation())),
  row(catalogue.retirePrestation,      '401   403     403    403       403          200', of((world) => world.prestation())),
  row(catalogue.restorePrestation,     '401   403     403    403       403          200', of((world) => world.prestation())),
  row(catalogue.listSalles,            '401   403     200    403       200          200'),
  row(catalogue.addSalle,              '401   403     403    403       403          201', (world) => ({ body: world.newSalle() })),
  row(catalogue.changeSalle,           '401   403     403    403       403          200', changing((world) => world.salle())),
  row(catalogue.retireSalle,           '401   403     403    403       403          200', of((world) => world.salle())),
  row(catalogue.restoreSalle,          '401   403     403    403       403          200', of((world) => world.salle())),
];
