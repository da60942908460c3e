import type { ReactNode } from 'react';
import classes from './data-table.module.css';
import type { Listed } from './listed.ts';

type RowNameProps<Row extends Listed> = {
  row: Row;
  nameOf: (row: Row) => string;
  onOpen: ((row: Row) => void) | undefined;
  children: ReactNode;
};

/** The row's name. Where a row opens, it is the button, and its target covers the whole row. */
export function RowName<Row extends Listed>({ row, nameOf, onOpen, children }: RowNameProps<Row>) {
  const name = nameOf(row);
  if (!onOpen) {
    return (
      <span className={classes.name} title={name}>
        {children}
      </span>
    );
  }
  return (
    <button type="button" data-row className={classes.open} title={name} onClick={() => onOpen(row)}>
      {children}
    </button>
  );
}
