import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconDoor, IconPlus } from '@tabler/icons-react';
import { listSalles, restoreSalle, retireSalle, type Salle } from '#contract/catalogue.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Column } from '#web/ui/column.ts';
import { DataTable } from '#web/ui/data-table.tsx';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { useListState } from '#web/ui/list-state.ts';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import { StatusBadge } from '#web/ui/status-badge.tsx';
import { StateFilter } from './filter-select.tsx';
import { useRecords } from './records.ts';
import { faintWhereRetired, RetireAction, useRetirement } from './retirement.tsx';
import { SalleForm } from './salle-form.tsx';

const noun = 'salles';

export function Page() {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const state = useListState({ sort: 'name', filters: { state: 'active' } });
  const query = useRecords(noun, listSalles, state);
  const panel = usePanel<Salle>();
  const retirement = useRetirement<Salle>({
    noun,
    retire: ({ id }) => call(retireSalle, { params: { id } }),
    restore: ({ id }) => call(restoreSalle, { params: { id } }),
  });

  const columns: Column<Salle>[] = [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => row.name },
    { key: 'door', title: t('salles.door'), sort: 'door', width: '12rem', cell: (row) => row.door || '—' },
    {
      key: 'seats',
      title: t('salles.seats'),
      sort: 'seats',
      numeric: true,
      width: '8rem',
      cell: (row) => (row.seats === null ? '—' : format.number(row.seats)),
    },
    {
      key: 'state',
      title: t('state.label'),
      width: '10rem',
      cell: (row) => <StatusBadge status={row.retired_at === null ? 'active' : 'retired'} />,
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={panel.openNew}>
      {t('salles.add')}
    </Button>
  );

  return (
    <>
      <PageHeader title={t('salles.title')} about={t('salles.about')} actions={add} />
      <DataTable
        label={t('salles.title')}
        searchLabel={t('salles.search')}
        state={state}
        query={query}
        columns={columns}
        nameOf={(row) => row.name}
        onOpen={panel.open}
        actions={(row) => <RetireAction row={row} retirement={retirement} />}
        emphasis={faintWhereRetired}
        filters={<StateFilter value={state.filters.state} onChoose={(value) => state.filter({ state: value })} />}
        empty={
          <EmptyState icon={IconDoor} title={t('salles.emptyTitle')} about={t('salles.emptyAbout')} action={add} />
        }
      />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t('salles.add') : panel.subject.name}
        onClose={panel.close}
      >
        <SalleForm key={panel.turn} subject={panel.subject} onDone={panel.close} />
      </SidePanel>
    </>
  );
}
