import * as contract from '#contract/audit.ts';
import { type Row, row } from './row.ts';

// biome-ignore format: a table is read by its columns
export const auditRows: readonly Row[] = [
  //                              nobody patient doctor applicant receptionist admin
  row(contract.listAudit,         '401   403     403    403       403          200'),
  row(contract.readAuditHead,     '401   403     403    403       403          200'),
  row(contract.listLooks,         '401   200     403    403       403          403', async (world) => ({ params: { id: (await world.dependent()).id } })),
];
