import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconKey, IconPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { listPatients, type PatientRecord, restorePatient, retirePatient } from '#contract/patients.ts';
import { ActingPeople } from '#web/clinic/acting/acting-people.tsx';
import classes from '#web/clinic/doctors/doctor-actions.module.css';
import { patientsKey } from '#web/clinic/keys.ts';
import { useRecords } from '#web/clinic/records.ts';
import { faintWhereRetired, RetireAction, useRetirement } from '#web/clinic/retirement.tsx';
import { StateFilter } from '#web/clinic/state-filter.tsx';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { usePanel } from '#web/ui/panel-state.ts';
import { SidePanel } from '#web/ui/side-panel.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { DataTable } from '#web/ui/table/data-table.tsx';
import { useListState } from '#web/ui/table/list-state.ts';
import { JoinCodeDialog } from './join-code-dialog.tsx';
import { PatientForm } from './patient-form.tsx';

export function Page() {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const state = useListState({ sort: 'name', filters: { state: 'active' } });
  const query = useRecords(patientsKey, listPatients, state);
  const panel = usePanel<PatientRecord>();
  const [coded, setCoded] = useState<PatientRecord | null>(null);
  const retirement = useRetirement<PatientRecord>({
    key: patientsKey,
    retire: ({ id }) => call(retirePatient, { params: { id } }),
    restore: ({ id }) => call(restorePatient, { params: { id } }),
  });

  const columns: Column<PatientRecord>[] = [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => row.name },
    {
      key: 'birth_date',
      title: t('person.born'),
      sort: 'birth_date',
      width: '10rem',
      cell: (row) => (row.birth_date ? format.day(row.birth_date) : '—'),
    },
    {
      key: 'phone',
      title: t('person.phone'),
      width: '11rem',
      cell: (row) => (row.phone ? <bdi>{row.phone}</bdi> : '—'),
    },
    {
      key: 'accounts',
      title: t('patients.accounts'),
      width: '10rem',
      cell: (row) => (row.accounts === 0 ? t('patients.noAccount') : format.number(row.accounts)),
    },
    {
      key: 'created_at',
      spare: true,
      title: t('patients.since'),
      sort: 'created_at',
      width: '11rem',
      cell: (row) => format.date(row.created_at),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={panel.openNew}>
      {t('patients.add')}
    </Button>
  );

  return (
    <>
      <PageHeader title={t('patients.title')} about={t('patients.about')} actions={add} />
      <DataTable
        label={t('patients.title')}
        searchLabel={t('patients.search')}
        state={state}
        query={query}
        columns={columns}
        nameOf={(row) => row.name}
        onOpen={panel.open}
        actions={(row) => (
          <div className={classes.acts}>
            {row.retired_at === null && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                leftSection={<IconKey size={16} aria-hidden />}
                aria-label={t('joinCode.giveNamed', { name: row.name })}
                onClick={() => setCoded(row)}
              >
                {t('joinCode.give')}
              </Button>
            )}
            <RetireAction row={row} retirement={retirement} />
          </div>
        )}
        emphasis={faintWhereRetired}
        filters={<StateFilter value={state.filters.state} onChoose={(value) => state.filter({ state: value })} />}
        empty={
          <EmptyState icon={IconUsers} title={t('patients.emptyTitle')} about={t('patients.emptyAbout')} action={add} />
        }
      />
      <SidePanel
        opened={panel.opened}
        title={panel.subject === 'new' ? t('patients.add') : panel.subject.name}
        onClose={panel.close}
      >
        <PatientForm key={panel.turn} subject={panel.subject} onDone={panel.close} />
        {panel.subject !== 'new' && <ActingPeople patient={panel.subject.id} name={panel.subject.name} />}
      </SidePanel>
      <JoinCodeDialog patient={coded} onClose={() => setCoded(null)} />
    </>
  );
}
