import { NativeSelect } from '@mantine/core';
import { useTranslation } from '#web/platform/i18n.ts';
import { SkeletonCards } from '#web/ui/skeleton.tsx';
import classes from './data-table.module.css';
import type { Listed, RowsProps } from './listed.ts';
import { RowName } from './row-name.tsx';

/** The same list on a phone: a card for each row. */
export function TableCards<Row extends Listed>(props: RowsProps<Row>) {
  const { rows, label, stale } = props;
  return (
    <>
      <SortSelect {...props} />
      {rows === undefined && <SkeletonCards count={4} />}
      {rows !== undefined && (
        <ul className={classes.cards} aria-label={label} aria-busy={stale} data-stale={stale}>
          {rows.map((row) => (
            <Card key={row.id} row={row} {...props} />
          ))}
        </ul>
      )}
    </>
  );
}

function Card<Row extends Listed>({ row, ...props }: RowsProps<Row> & { row: Row }) {
  const [first, ...others] = props.columns;
  return (
    <li className={classes.card} data-marked={props.marked.has(row.id)} data-emphasis={props.emphasis?.(row)}>
      {first && (
        <RowName row={row} nameOf={props.nameOf} onOpen={props.onOpen}>
          {first.cell(row)}
        </RowName>
      )}
      <dl className={classes.facts}>
        {others.map((column) => (
          <div key={column.key}>
            <dt>{column.title}</dt>
            <dd>{column.cell(row)}</dd>
          </div>
        ))}
      </dl>
      {props.actions && <div className={classes.acts}>{props.actions(row)}</div>}
    </li>
  );
}

/** What the heads of the columns do on a desktop. */
function SortSelect<Row extends Listed>({ columns, state }: RowsProps<Row>) {
  const { t } = useTranslation('ui');
  const choices = columns.flatMap((column) =>
    column.sort === undefined
      ? []
      : [
          { value: column.sort, label: t('table.ascending', { column: column.title }) },
          { value: `-${column.sort}`, label: t('table.descending', { column: column.title }) },
        ],
  );
  if (choices.length < 2) return null;
  return (
    <NativeSelect
      aria-label={t('table.sort')}
      data={choices}
      value={state.sort}
      onChange={(event) => state.sortBy(event.currentTarget.value)}
    />
  );
}
