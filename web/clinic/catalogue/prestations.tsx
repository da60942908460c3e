import { IconListDetails } from '@tabler/icons-react';
import { listPrestations, type Prestation, restorePrestation, retirePrestation } from '#contract/catalogue.ts';
import { prestationsKey } from '#web/clinic/keys.ts';
import { useRecords } from '#web/clinic/records.ts';
import { SpecializationFilter } from '#web/clinic/specialization-filter.tsx';
import { call } from '#web/platform/api.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Clamped } from '#web/ui/clamped.tsx';
import { Price } from '#web/ui/price.tsx';
import { useListState } from '#web/ui/table/list-state.ts';
import { Catalogue } from './catalogue.tsx';
import { PrestationForm } from './prestation-form.tsx';

export function Page() {
  const { t } = useTranslation('clinic');
  const clinic = useClinic();
  const state = useListState({ sort: 'name', filters: { state: 'active', specialization: '' } });
  const query = useRecords(prestationsKey, listPrestations, state);

  return (
    <Catalogue<Prestation>
      noun="prestations"
      of={prestationsKey}
      icon={IconListDetails}
      state={state}
      query={query}
      filters={
        <SpecializationFilter
          value={state.filters.specialization}
          onChoose={(value) => state.filter({ specialization: value })}
        />
      }
      retire={({ id }) => call(retirePrestation, { params: { id } })}
      restore={({ id }) => call(restorePrestation, { params: { id } })}
      form={PrestationForm}
      columns={[
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
      ]}
    />
  );
}
