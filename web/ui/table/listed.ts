import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { OpenPage } from '#contract/route.ts';
import type { Column } from './column.ts';
import type { ListState } from './list-state.ts';

/** What a row of a list is, at the least. */
export type Listed = { id: number; version?: number };

/** One page of a list; how many there are in all is known where that is counted. */
export type ListedPage<Row> = OpenPage<Row> & { total?: number };

export type DataTableProps<Row extends Listed> = {
  /** names the table for everyone */
  label: string;
  searchLabel: string;
  state: ListState;
  query: UseQueryResult<ListedPage<Row>>;
  columns: readonly Column<Row>[];
  /** what the row is called in *Open …* and for its actions */
  nameOf: (row: Row) => string;
  onOpen?: (row: Row) => void;
  actions?: (row: Row) => ReactNode;
  /** beside the search */
  filters?: ReactNode;
  /** shown where the list itself is empty: the next thing to do */
  empty: ReactNode;
  /** rows that are out of the ordinary: retired ones are faint, waiting ones ask for a person */
  emphasis?: (row: Row) => 'faint' | 'urgent' | undefined;
};

/** What both shapes of a table, rows and cards, are given. */
export type RowsProps<Row extends Listed> = Pick<
  DataTableProps<Row>,
  'label' | 'columns' | 'nameOf' | 'onOpen' | 'actions' | 'emphasis' | 'state'
> & { rows: readonly Row[] | undefined; marked: ReadonlySet<number>; stale: boolean };
