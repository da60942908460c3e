import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconListDetails, IconPlus } from '@tabler/icons-react';
import { listPrestations, type Prestation, restorePrestation, retirePrestation } from '#contract/catalogue.ts';
import { call } from '#web/platform/api.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Clamped } from '#web/ui/clamped.tsx';
import type { Column } from '#web/ui/column.ts';
import { DataTable } from '#web/ui/data-table.tsx';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { useListState } from '#web/ui/list-state.ts';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { Price } from '#web/ui/price.tsx';
import { SidePanel } from '#web/ui/side-panel.tsx';
import { StatusBadge } from '#web/ui/status-badge.tsx';
import { StateFilter } from './filter-select.tsx';
import { PrestationForm } from './prestation-form.tsx';
import { useRecords } from './records.ts';
import { faintWhereRetired, RetireAction, useRetirement } from './retirement.tsx';
import { SpecializationFilter } from './specialization-filter.tsx';

const noun = 'prestations';

export function Page() {
  const { t } = useTranslation('clinic');
  const clinic = useClinic();
  const state = useListState({ sort: 'name', filters: { state: 'active', specialization: '' } });
  const query = useRecords(noun, listPrestations, state);
  const panel = usePanel<Prestation>();
  const retirement = useRetirement<Prestation>({
    noun,
    retire: ({ id }) => call(retirePrestation, { params: { id } }),
    restore: ({ id }) => call(restorePrestation, { params: { id } }),
  });

  const columns: Column<Prestation>[] = [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => row.name },
    {
      key: 'specialization',
      title: t('field.specialization'),
      sort: 'specialization',
      width: '14rem',
      cell: (row) => <Clamped>{row.specialization?.name ?? t('prestations.anyone')}</Clamped>,
    },
    {
      key: 'duration',
      title: t('prestations.duration'),
      sort: 'duration_minutes',
      numeric: true,
      width: '8rem',
      cell: (row) => t('minutes', { count: row.duration_minutes }),
    },
    {
      key: 'price',
      title: t('field.price'),
      sort: 'price_cents',
      numeric: true,
      width: '9rem',
      cell: (row) => clinic && <Price cents={row.price_cents} currency={clinic.currency} />,
    },
    {
      key: 'state',
      title: t('state.label'),
      width: '9rem',
      cell: (row) => <StatusBadge status={row.retired_at === null ? 'active' : 'retired'} />,
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={panel.openNew}>
      {t('prestations.add')}
    </Button>
  );

  return (
    <>
      <PageHeader title={t('prestations.title')} about={t('prestations.about')} actions={add} />
      <DataTable
        label={t('prestations.title')}
        searchLabel={t('prestations.search')}
        state={state}
        query={query}
        columns={columns}
        nameOf={(row) => row.name}
        onOpen={panel.open}
        actions={(row) => <RetireAction row={row} retirement={retirement} />}
        emphasis={faintWhereRetired}
        filters={
          <>
            <SpecializationFilter
              value={state.filters.specialization}
              onChoose={(value) => state.filter({ specialization: value })}
            />
            <StateFilter value={state.filters.state} onChoose={(value) => state.filter({ state: value })} />
          </>
        }
        empty={
          <EmptyState
            icon={IconListDetails}
            title={t('prestations.emptyTitle')}
            about={t('prestations.emptyAbout')}
            action={add}
          />
        }
      />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t('prestations.add') : panel.subject.name}
        onClose={panel.close}
      >
        <PrestationForm key={panel.turn} subject={panel.subject} onDone={panel.close} />
      </SidePanel>
    </>
  );
}
