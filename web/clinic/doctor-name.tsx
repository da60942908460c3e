import type { DoctorRecord } from '#contract/clinic.ts';
import classes from './doctor-name.module.css';

/** The name, and under it what tells two of the same name apart. */
export function DoctorName({ row }: { row: Pick<DoctorRecord, 'name' | 'email'> }) {
  return (
    <>
      {row.name}
      <span className={classes.email}>
        <bdi>{row.email}</bdi>
      </span>
    </>
  );
}
