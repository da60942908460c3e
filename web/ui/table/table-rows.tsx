import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { SkeletonLine } from '#web/ui/skeleton.tsx';
import { type Column, nextSort, type Sorted, sortedBy } from './column.ts';
import classes from './data-table.module.css';
import type { Listed, RowsProps } from './listed.ts';
import { RowName } from './row-name.tsx';

/** The dense table of a desktop. */
export function TableRows<Row extends Listed>(props: RowsProps<Row>) {
  const { label, columns, rows, stale, actions } = props;
  const { t } = useTranslation('ui');
  return (
    <div className={classes.scroller}>
      <table className={classes.table} aria-label={label} aria-busy={rows === undefined || stale} data-stale={stale}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} {...props} />
            ))}
            {actions && (
              <th scope="col" className={classes.acts}>
                <span className={classes.unseen}>{t('table.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody onKeyDown={walk}>
          {rows?.map((row) => <RowLine key={row.id} row={row} {...props} />) ?? (
            <Bones count={columns.length + (actions ? 1 : 0)} />
          )}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row extends Listed>({ column, state }: RowsProps<Row> & { column: Column<Row> }) {
  const sorted = sortedBy(state.sort, column);
  const key = column.sort;
  return (
    <th
      scope="col"
      style={{ inlineSize: column.width }}
      className={lookOf(column)}
      aria-sort={key === undefined ? undefined : sorted}
    >
      {key === undefined ? (
        column.title
      ) : (
        <button type="button" className={classes.sort} onClick={() => state.sortBy(nextSort(state.sort, key))}>
          {column.title}
          <SortIcon sorted={sorted} />
        </button>
      )}
    </th>
  );
}

function SortIcon({ sorted }: { sorted: Sorted }) {
  if (sorted === 'none') return <IconArrowsSort size={14} aria-hidden className={classes.unsorted} />;
  return sorted === 'ascending' ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />;
}

function RowLine<Row extends Listed>({ row, ...props }: RowsProps<Row> & { row: Row }) {
  const [first, ...others] = props.columns;
  return (
    <tr data-marked={props.marked.has(row.id)} data-emphasis={props.emphasis?.(row)}>
      {first && (
        <th scope="row">
          <RowName row={row} nameOf={props.nameOf} onOpen={props.onOpen}>
            {first.cell(row)}
          </RowName>
        </th>
      )}
      {others.map((column) => (
        <td key={column.key} className={lookOf(column)}>
          {column.cell(row)}
        </td>
      ))}
      {props.actions && <td className={classes.acts}>{props.actions(row)}</td>}
    </tr>
  );
}

function lookOf({ numeric, spare }: { numeric?: boolean; spare?: boolean }): string {
  return [numeric && classes.numeric, spare && classes.spare].filter(Boolean).join(' ');
}

function Bones({ count }: { count: number }) {
  return Array.from({ length: 8 }, (_, line) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
    <tr key={line}>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
        <td key={at}>
          <SkeletonLine width={`${80 - ((line * 13 + at * 29) % 40)}%`} />
        </td>
      ))}
    </tr>
  ));
}

/** The arrow keys walk from row to row; Tab still visits everything. */
function walk(event: KeyboardEvent<HTMLTableSectionElement>) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement) || !event.target.matches('[data-row]')) return;
  const names = Array.from(event.currentTarget.querySelectorAll<HTMLElement>('[data-row]'));
  const next = names[names.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
