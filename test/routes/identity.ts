import * as contract from '#contract/identity.ts';
import { password } from '../application.ts';
import { type Row, row } from './row.ts';
import { freshEmail, type World } from './world.ts';

const fromPage = ({ application: { address } }: World) => ({ headers: { origin: address } });
const omar = { email: 'omar@salle.test', password };
const newPassword = 'violet otters sing at dawn';

// biome-ignore format: a table is read by its columns
export const identityRows: readonly Row[] = [
  //                            nobody patient doctor applicant receptionist admin
  row(contract.signIn,          '200   200     200    200       200          200', (world) => ({ body: omar, ...fromPage(world) })),
  row(contract.makeToken,       '201   201     201    201       201          201', () => ({ body: { ...omar, name: 'a program' } })),
  row(contract.signOut,         '401   200     200    200       200          200', () => ({}), true),
  row(contract.signUp,          '202   202     202    202       202          202', () => ({ body: { name: 'New Person', email: freshEmail() } })),
  row(contract.forgotten,       '202   202     202    202       202          202', () => ({ body: { email: freshEmail() } })),
  row(contract.readLink,        '200   200     200    200       200          200', async (world) => ({ body: { token: await world.link() } })),
  row(contract.useLink,         '200   200     200    200       200          200', async (world) => ({ body: { token: await world.link(), password: newPassword }, ...fromPage(world) })),
  row(contract.changePassword,  '401   200     200    200       200          200', () => ({ body: { current: password, password: newPassword } }), true),
  row(contract.listSignIns,     '401   200     200    200       200          200'),
  row(contract.endSignIn,       '401   200     200    200       200          200', async (world) => ({ params: { id: await world.id('select max(id) as id from sign_in') } }), true),
  row(contract.endOtherSignIns, '401   200     200    200       200          200', () => ({}), true),
  row(contract.readProfile,     '401   200     200    200       200          200'),
  row(contract.changeProfile,   '401   200     200    200       200          200', () => ({ body: { theme: 'dark' as const } })),
  row(contract.listAccounts,    '401   403     403    403       403          200'),
  row(contract.readAccount,     '401   403     403    403       403          200', async (world) => ({ params: { id: (await world.account()).id } })),
  row(contract.inviteAccount,   '401   403     403    403       403          201', () => ({ body: { name: 'Invited', email: freshEmail(), role: 'receptionist' as const } })),
  row(contract.changeAccount,   '401   403     403    403       403          200', async (world) => ({ params: { id: (await world.account()).id }, body: { version: 1, role: 'patient' as const } })),
  row(contract.inviteAgain,     '401   403     403    403       403          202', async (world) => ({ params: { id: (await world.account()).id } })),
  row(contract.handOverInvitation, '401 403   403    403       403          200', async (world) => ({ params: { id: (await world.account()).id } })),
  row(contract.retireAccount,   '401   403     403    403       403          200', async (world) => ({ params: { id: (await world.account()).id } })),
  row(contract.restoreAccount,  '401   403     403    403       403          200', async (world) => ({ params: { id: (await world.account()).id } })),
  row(contract.listMail,        '401   403     403    403       403          200'),
];
