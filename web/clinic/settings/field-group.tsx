import type { ReactNode } from 'react';
import classes from './field-group.module.css';

type FieldGroupProps = { legend: string; about: string; children: ReactNode };

/** Fields that are one setting together: what it is, and what it does. */
export function FieldGroup({ legend, about, children }: FieldGroupProps) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{legend}</legend>
      <p className={classes.about}>{about}</p>
      {children}
    </fieldset>
  );
}
