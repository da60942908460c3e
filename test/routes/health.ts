import * as contract from '#contract/health.ts';
import { type Row, row } from './row.ts';

// biome-ignore format: a table is read by its columns
export const healthRows: readonly Row[] = [
  //                    nobody patient doctor applicant receptionist admin
  row(contract.healthz, '200   200     200    200       200          200'),
  row(contract.readyz,  '200   200     200    200       200          200'),
  row(contract.metrics, '200   200     200    200       200          200'),
];
