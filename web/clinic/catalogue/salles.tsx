import { IconDoor } from '@tabler/icons-react';
import { listSalles, restoreSalle, retireSalle, type Salle } from '#contract/catalogue.ts';
import { sallesKey } from '#web/clinic/keys.ts';
import { useRecords } from '#web/clinic/records.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useListState } from '#web/ui/table/list-state.ts';
import { Catalogue } from './catalogue.tsx';
import { SalleForm } from './salle-form.tsx';

export function Page() {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const state = useListState({ sort: 'name', filters: { state: 'active' } });
  const query = useRecords(sallesKey, listSalles, state);

  return (
    <Catalogue<Salle>
      noun="salles"
      of={sallesKey}
      icon={IconDoor}
      state={state}
      query={query}
      retire={({ id }) => call(retireSalle, { params: { id } })}
      restore={({ id }) => call(restoreSalle, { params: { id } })}
      form={SalleForm}
      columns={[
        { key: 'door', title: t('salles.door'), sort: 'door', width: '12rem', cell: (row) => row.door || '—' },
        {
          key: 'seats',
          title: t('salles.seats'),
          sort: 'seats',
          numeric: true,
          width: '8rem',
          cell: (row) => (row.seats === null ? '—' : format.number(row.seats)),
        },
      ]}
    />
  );
}
