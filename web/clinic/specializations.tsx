import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCategory, IconPlus } from '@tabler/icons-react';
import {
  listSpecializations,
  restoreSpecialization,
  retireSpecialization,
  type Specialization,
} from '#contract/catalogue.ts';
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
import { SpecializationForm } from './specialization-form.tsx';

const noun = 'specializations';

export function Page() {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const state = useListState({ sort: 'name', filters: { state: 'active' } });
  const query = useRecords(noun, listSpecializations, state);
  const panel = usePanel<Specialization>();
  const retirement = useRetirement<Specialization>({
    noun,
    retire: ({ id }) => call(retireSpecialization, { params: { id } }),
    restore: ({ id }) => call(restoreSpecialization, { params: { id } }),
  });

  const columns: Column<Specialization>[] = [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => row.name },
    {
      key: 'doctors',
      title: t('specializations.doctors'),
      numeric: true,
      width: '12rem',
      cell: (row) => format.number(row.doctors),
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
      {t('specializations.add')}
    </Button>
  );

  return (
    <>
      <PageHeader title={t('specializations.title')} about={t('specializations.about')} actions={add} />
      <DataTable
        label={t('specializations.title')}
        searchLabel={t('specializations.search')}
        state={state}
        query={query}
        columns={columns}
        nameOf={(row) => row.name}
        onOpen={panel.open}
        actions={(row) => <RetireAction row={row} retirement={retirement} />}
        emphasis={faintWhereRetired}
        filters={<StateFilter value={state.filters.state} onChoose={(value) => state.filter({ state: value })} />}
        empty={
          <EmptyState
            icon={IconCategory}
            title={t('specializations.emptyTitle')}
            about={t('specializations.emptyAbout')}
            action={add}
          />
        }
      />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t('specializations.add') : panel.subject.name}
        onClose={panel.close}
      >
        <SpecializationForm key={panel.turn} subject={panel.subject} onDone={panel.close} />
      </SidePanel>
    </>
  );
}
