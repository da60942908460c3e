import { TextInput } from '@mantine/core';
import {
  addSpecialization,
  changeSpecialization,
  listSpecializations,
  type Specialization,
} from '#contract/catalogue.ts';
import { specializationsKey } from '#web/clinic/keys.ts';
import { useSaved } from '#web/clinic/saved-record.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { nowIn } from './now-in.ts';

type Fields = { name: string };

const fieldsOf = ({ name }: Specialization): Fields => ({ name });

export function SpecializationForm({ subject, onDone }: { subject: Specialization | 'new'; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const saved = useSaved(specializationsKey, onDone);
  const existing = subject === 'new' ? null : subject;
  const draft = useDraft({
    initial: existing ? fieldsOf(existing) : { name: '' },
    version: existing?.version,
    send: (values: Fields, { version, key }) =>
      existing
        ? call(changeSpecialization, { params: { id: existing.id }, body: { version, ...values } })
        : call(addSpecialization, { body: values, key }),
    saved,
    theirs: nowIn(listSpecializations, existing, fieldsOf),
  });
  return (
    <Form
      draft={draft}
      names={{ name: t('field.name') }}
      actions={<FormActions pending={draft.pending} idle={!draft.dirty} onCancel={onDone} />}
    >
      <TextInput label={t('field.name')} maxLength={200} required data-autofocus {...field(draft, 'name')} />
    </Form>
  );
}
