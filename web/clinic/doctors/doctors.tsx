import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconPlus, IconStethoscope } from '@tabler/icons-react';
import { type DoctorRecord, doctorStates, listDoctorRecords } from '#contract/clinic.ts';
import { doctorChannels } from '#web/clinic/doctor-channels.ts';
import { DoctorName } from '#web/clinic/doctor-name.tsx';
import { doctorRecordsKey } from '#web/clinic/keys.ts';
import { useRecords } from '#web/clinic/records.ts';
import { SpecializationFilter } from '#web/clinic/specialization-filter.tsx';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Clamped } from '#web/ui/clamped.tsx';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { FilterSelect } from '#web/ui/filter-select.tsx';
import { LanguageNames } from '#web/ui/language-name.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { DataTable } from '#web/ui/table/data-table.tsx';
import { useListState } from '#web/ui/table/list-state.ts';
import { DoctorActions } from './doctor-actions.tsx';
import { useDoctorActs } from './doctor-acts.ts';
import { DoctorForm } from './doctor-form.tsx';
import { DoctorState } from './doctor-state.tsx';
import { WaitingDoctors } from './waiting-doctors.tsx';

export function Page() {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const state = useListState({ sort: 'name', filters: { state: 'approved', specialization: '' } });
  const query = useRecords(doctorRecordsKey, listDoctorRecords, state);
  const panel = usePanel<DoctorRecord>();
  const acts = useDoctorActs();
  useLiveQueries(doctorChannels(query.data?.data.map(({ id }) => id)), [doctorRecordsKey]);

  const columns: Column<DoctorRecord>[] = [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => <DoctorName row={row} /> },
    {
      key: 'specialization',
      title: t('field.specialization'),
      sort: 'specialization',
      width: '13rem',
      cell: (row) => (row.specialization ? <Clamped>{row.specialization.name}</Clamped> : '—'),
    },
    {
      key: 'languages',
      spare: true,
      title: t('doctor.languages'),
      width: '13rem',
      cell: (row) => (row.languages.length > 0 ? <LanguageNames codes={row.languages} /> : '—'),
    },
    { key: 'state', title: t('state.label'), width: '11rem', cell: (row) => <DoctorState row={row} /> },
    {
      key: 'created_at',
      spare: true,
      title: t('doctors.joined'),
      sort: 'created_at',
      width: '11rem',
      cell: (row) => format.date(row.created_at),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={panel.openNew}>
      {t('doctors.add')}
    </Button>
  );

  return (
    <>
      <PageHeader title={t('doctors.title')} about={t('doctors.about')} actions={add} />
      <WaitingDoctors acts={acts} onOpen={panel.open} />
      <DataTable
        label={t('doctors.title')}
        searchLabel={t('doctors.search')}
        state={state}
        query={query}
        columns={columns}
        nameOf={(row) => row.name}
        onOpen={panel.open}
        actions={(row) => <DoctorActions row={row} acts={acts} />}
        emphasis={(row) => (row.retired_at ? 'faint' : row.is_approved ? undefined : 'urgent')}
        filters={
          <>
            <SpecializationFilter
              value={state.filters.specialization}
              onChoose={(value) => state.filter({ specialization: value })}
            />
            <FilterSelect
              label={t('state.label')}
              value={state.filters.state}
              choices={doctorStates.map((one) => ({ value: one, label: t(`doctorState.${one}`) }))}
              onChoose={(value) => state.filter({ state: value })}
            />
          </>
        }
        empty={
          <EmptyState
            icon={IconStethoscope}
            title={t('doctors.emptyTitle')}
            about={t('doctors.emptyAbout')}
            action={add}
          />
        }
      />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t('doctors.add') : panel.subject.name}
        onClose={panel.close}
      >
        <DoctorForm key={panel.turn} subject={panel.subject} acts={acts} onDone={panel.close} />
      </SidePanel>
    </>
  );
}
