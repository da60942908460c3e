import { TextInput } from '@mantine/core';
import { addSalle, changeSalle, listSalles, type Salle } from '#contract/catalogue.ts';
import { sallesKey } from '#web/clinic/keys.ts';
import { useSaved } from '#web/clinic/saved-record.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { type Faults, useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { readWhole } from '#web/ui/form/whole-number.ts';
import { nowIn } from './now-in.ts';

type Fields = { name: string; door: string; seats: string };

const fieldsOf = ({ name, door, seats }: Salle): Fields => ({ name, door, seats: seats === null ? '' : String(seats) });

export function SalleForm({ subject, onDone }: { subject: Salle | 'new'; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const saved = useSaved(sallesKey, onDone);
  const existing = subject === 'new' ? null : subject;
  const draft = useDraft({
    initial: existing ? fieldsOf(existing) : { name: '', door: '', seats: '' },
    version: existing?.version,
    check: ({ seats }: Fields): Faults =>
      seats.trim() !== '' && readWhole(seats) === null ? { seats: t('fault.wholeNumber') } : {},
    send: (values: Fields, { version, key }) => {
      const body = { name: values.name, door: values.door, seats: readWhole(values.seats) };
      return existing
        ? call(changeSalle, { params: { id: existing.id }, body: { version, ...body } })
        : call(addSalle, { body, key });
    },
    saved,
    theirs: nowIn(listSalles, existing, fieldsOf),
  });
  return (
    <Form
      draft={draft}
      names={{ name: t('field.name'), door: t('salles.door'), seats: t('salles.seats') }}
      actions={<FormActions pending={draft.pending} idle={!draft.dirty} onCancel={onDone} />}
    >
      <TextInput label={t('field.name')} maxLength={200} required data-autofocus {...field(draft, 'name')} />
      <TextInput
        label={t('salles.door')}
        description={t('salles.doorAbout')}
        maxLength={40}
        {...field(draft, 'door')}
      />
      <TextInput
        label={t('salles.seats')}
        description={t('salles.seatsAbout')}
        inputMode="numeric"
        maxLength={5}
        {...field(draft, 'seats')}
      />
    </Form>
  );
}
