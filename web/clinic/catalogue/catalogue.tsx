import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { type Icon, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RecordsKey } from '#web/clinic/records.ts';
import { faintWhereRetired, RetireAction, useRetirement } from '#web/clinic/retirement.tsx';
import { StateFilter } from '#web/clinic/state-filter.tsx';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import { StatusBadge } from '#web/ui/status-badge.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { DataTable } from '#web/ui/table/data-table.tsx';
import type { DataTableProps, Listed } from '#web/ui/table/listed.ts';

type Entry = Listed & { name: string; retired_at: string | null };

type CatalogueProps<Row extends Entry> = Pick<DataTableProps<Row>, 'state' | 'query' | 'filters'> & {
  noun: 'specializations' | 'salles' | 'prestations';
  of: RecordsKey;
  icon: Icon;
  /** between its name and whether it is in use */
  columns: Column<Row>[];
  retire: (row: Row) => Promise<Row>;
  restore: (row: Row) => Promise<Row>;
  form: (props: { subject: Row | 'new'; onDone: () => void }) => ReactNode;
};

/** One of the clinic's catalogues: its entries, each changed in a panel beside them, retired and taken back. */
export function Catalogue<Row extends Entry>(props: CatalogueProps<Row>) {
  const { noun, state, query, icon, retire, restore, form: Form } = props;
  const { t } = useTranslation('clinic');
  const panel = usePanel<Row>();
  const retirement = useRetirement<Row>({ key: props.of, retire, restore });
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={panel.openNew}>
      {t(`${noun}.add`)}
    </Button>
  );

  return (
    <>
      <PageHeader title={t(`${noun}.title`)} about={t(`${noun}.about`)} actions={add} />
      <DataTable
        label={t(`${noun}.title`)}
        searchLabel={t(`${noun}.search`)}
        state={state}
        query={query}
        columns={[
          { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => row.name },
          ...props.columns,
          {
            key: 'state',
            title: t('state.label'),
            width: '10rem',
            cell: (row) => <StatusBadge status={row.retired_at === null ? 'active' : 'retired'} />,
          },
        ]}
        nameOf={(row) => row.name}
        onOpen={panel.open}
        actions={(row) => <RetireAction row={row} retirement={retirement} />}
        emphasis={faintWhereRetired}
        filters={
          <>
            {props.filters}
            <StateFilter value={state.filters.state ?? 'active'} onChoose={(value) => state.filter({ state: value })} />
          </>
        }
        empty={<EmptyState icon={icon} title={t(`${noun}.emptyTitle`)} about={t(`${noun}.emptyAbout`)} action={add} />}
      />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t(`${noun}.add`) : panel.subject.name}
        onClose={panel.close}
      >
        <Form key={panel.turn} subject={panel.subject} onDone={panel.close} />
      </SidePanel>
    </>
  );
}
