import type { ReactNode } from 'react';

/** One column of a table, and one line of its card on a phone. The first column names the row. */
export type Column<Row> = {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** the server's name for sorting by it */
  sort?: string;
  /** numbers and dates: tabular, at the column's end */
  numeric?: boolean;
  /** the share of the width, as CSS */
  width?: string;
  /** left out of a table that is short of room; the card has it */
  spare?: boolean;
};

export type Sorted = 'ascending' | 'descending' | 'none';

export function sortedBy(sort: string, column: { sort?: string }): Sorted {
  if (column.sort === undefined) return 'none';
  if (sort === column.sort) return 'ascending';
  return sort === `-${column.sort}` ? 'descending' : 'none';
}

/** What a press on the column's head asks for. */
export function nextSort(sort: string, key: string): string {
  return sort === key ? `-${key}` : key;
}
