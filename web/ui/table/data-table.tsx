import { useRef } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import classes from './data-table.module.css';
import { useKeptFocus } from './kept-focus.ts';
import type { DataTableProps, Listed, RowsProps } from './listed.ts';
import { useMarkedRows } from './marked-rows.ts';
import { NothingFound } from './nothing-found.tsx';
import { SearchField } from './search-field.tsx';
import { TableCards } from './table-cards.tsx';
import { TablePages } from './table-pages.tsx';
import { TableRows } from './table-rows.tsx';

/** A list that the server searches, sorts and pages: a dense table on a desktop, cards on a phone. */
export function DataTable<Row extends Listed>(props: DataTableProps<Row>) {
  const { label, searchLabel, state, query, filters } = props;
  const { t } = useTranslation('ui');
  const narrow = useNarrow();
  const rows = query.data?.data;
  const fresh = query.isPlaceholderData ? undefined : rows;
  const marked = useMarkedRows(fresh, JSON.stringify([state.q, state.sort, state.cursor, state.filters]));
  const shape: RowsProps<Row> = { ...props, rows, marked, stale: query.isPlaceholderData };
  const section = useRef<HTMLElement>(null);
  useKeptFocus(section, rows);
  const failed = query.isError && rows === undefined;

  return (
    <section ref={section} className={classes.list} aria-label={label}>
      <div className={classes.tools}>
        <SearchField label={searchLabel} value={state.q} onSearch={state.search} />
        {filters}
      </div>
      <p className={classes.unseen} role="status">
        {query.data?.total !== undefined && !query.isPlaceholderData && t('table.found', { count: query.data.total })}
      </p>
      {failed && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {!failed && rows?.length === 0 && <NothingFound state={state} empty={props.empty} />}
      {!failed && rows?.length !== 0 && (narrow ? <TableCards {...shape} /> : <TableRows {...shape} />)}
      {!failed && <TablePages state={state} page={query.data} />}
    </section>
  );
}
