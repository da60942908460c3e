import { NativeSelect, TextInput } from '@mantine/core';
import { addPrestation, changePrestation, listPrestations, type Prestation } from '#contract/catalogue.ts';
import { prestationsKey } from '#web/clinic/keys.ts';
import { useSaved } from '#web/clinic/saved-record.ts';
import { specializationChoices, useSpecializations } from '#web/clinic/specialization-choices.ts';
import { call } from '#web/platform/api.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { readAmount, writeAmount } from '#web/ui/form/amount.ts';
import { type Faults, useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { readWhole } from '#web/ui/form/whole-number.ts';
import { nowIn } from './now-in.ts';

type Fields = { name: string; specialization_id: string; duration_minutes: string; price_cents: string };

const blank: Fields = { name: '', specialization_id: '', duration_minutes: '30', price_cents: '' };

const fieldsOf = (row: Prestation): Fields => ({
  name: row.name,
  specialization_id: row.specialization ? String(row.specialization.id) : '',
  duration_minutes: String(row.duration_minutes),
  price_cents: writeAmount(row.price_cents),
});

export function PrestationForm({ subject, onDone }: { subject: Prestation | 'new'; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const currency = useClinic()?.currency ?? '';
  const specializations = useSpecializations();
  const saved = useSaved(prestationsKey, onDone);
  const existing = subject === 'new' ? null : subject;
  const choices = specializationChoices(specializations.data, existing?.specialization);
  const nameOf = (id: string) => choices.find(({ value }) => value === id)?.label ?? t('prestations.anyone');

  const draft = useDraft({
    initial: existing ? fieldsOf(existing) : blank,
    version: existing?.version,
    check: (values: Fields): Faults => ({
      ...(readWhole(values.duration_minutes) === null && { duration_minutes: t('fault.wholeNumber') }),
      ...(readAmount(values.price_cents) === null && { price_cents: t('fault.amount') }),
    }),
    send: (values: Fields, { version, key }) => {
      const body = {
        name: values.name,
        specialization_id: values.specialization_id === '' ? null : Number(values.specialization_id),
        duration_minutes: readWhole(values.duration_minutes) ?? 0,
        price_cents: readAmount(values.price_cents) ?? 0,
      };
      return existing
        ? call(changePrestation, { params: { id: existing.id }, body: { version, ...body } })
        : call(addPrestation, { body, key });
    },
    saved,
    theirs: nowIn(listPrestations, existing, fieldsOf),
  });

  return (
    <Form
      draft={draft}
      names={{
        name: t('field.name'),
        specialization_id: { name: t('field.specialization'), say: nameOf },
        duration_minutes: t('prestations.durationLabel'),
        price_cents: t('field.price'),
      }}
      actions={<FormActions pending={draft.pending} idle={!draft.dirty} onCancel={onDone} />}
    >
      <TextInput label={t('field.name')} maxLength={200} required data-autofocus {...field(draft, 'name')} />
      <NativeSelect
        label={t('field.specialization')}
        description={t('prestations.specializationAbout')}
        data={[{ value: '', label: t('prestations.anyone') }, ...choices]}
        {...field(draft, 'specialization_id')}
      />
      <TextInput
        label={t('prestations.durationLabel')}
        description={t('prestations.durationAbout')}
        inputMode="numeric"
        maxLength={3}
        required
        {...field(draft, 'duration_minutes')}
      />
      <TextInput
        label={t('field.priceIn', { currency })}
        inputMode="decimal"
        maxLength={12}
        required
        {...field(draft, 'price_cents')}
      />
    </Form>
  );
}
