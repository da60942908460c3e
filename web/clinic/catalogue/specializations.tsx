import { IconCategory } from '@tabler/icons-react';
import {
  listSpecializations,
  restoreSpecialization,
  retireSpecialization,
  type Specialization,
} from '#contract/catalogue.ts';
import { specializationsKey } from '#web/clinic/keys.ts';
import { useRecords } from '#web/clinic/records.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useListState } from '#web/ui/table/list-state.ts';
import { Catalogue } from './catalogue.tsx';
import { SpecializationForm } from './specialization-form.tsx';

export function Page() {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const state = useListState({ sort: 'name', filters: { state: 'active' } });
  const query = useRecords(specializationsKey, listSpecializations, state);

  return (
    <Catalogue<Specialization>
      noun="specializations"
      of={specializationsKey}
      icon={IconCategory}
      state={state}
      query={query}
      retire={({ id }) => call(retireSpecialization, { params: { id } })}
      restore={({ id }) => call(restoreSpecialization, { params: { id } })}
      form={SpecializationForm}
      columns={[
        {
          key: 'doctors',
          title: t('specializations.doctors'),
          numeric: true,
          width: '12rem',
          cell: (row) => format.number(row.doctors),
        },
      ]}
    />
  );
}
