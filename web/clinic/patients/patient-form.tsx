import { TextInput } from '@mantine/core';
import { addPatient, changePatient, type PatientRecord, readPatient } from '#contract/patients.ts';
import { patientsKey } from '#web/clinic/keys.ts';
import { blankPerson, type PersonFields, personBody, personFields } from '#web/clinic/person-fields.ts';
import { PersonInputs, usePersonFieldNames } from '#web/clinic/person-inputs.tsx';
import { useSaved } from '#web/clinic/saved-record.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';

type Fields = PersonFields & { email: string };

const fieldsOf = (record: PatientRecord): Fields => ({ ...personFields(record), email: record.email ?? '' });
const bodyOf = (values: Fields) => ({ ...personBody(values), email: values.email.trim() || null });

export function PatientForm({ subject, onDone }: { subject: PatientRecord | 'new'; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const names = usePersonFieldNames();
  const saved = useSaved(patientsKey, onDone);
  const existing = subject === 'new' ? null : subject;
  const draft = useDraft<Fields, PatientRecord>({
    initial: existing ? fieldsOf(existing) : { ...blankPerson, email: '' },
    version: existing?.version,
    send: (values, { version, key }) =>
      existing
        ? call(changePatient, { params: { id: existing.id }, body: { version, ...bodyOf(values) } })
        : call(addPatient, { body: bodyOf(values), key }),
    saved,
    theirs: existing
      ? async () => {
          const now = await call(readPatient, { params: { id: existing.id } });
          return { values: fieldsOf(now), version: now.version };
        }
      : undefined,
  });
  return (
    <Form
      draft={draft}
      names={{ ...names, email: t('field.email') }}
      actions={
        <FormActions
          pending={draft.pending}
          idle={!draft.dirty}
          label={existing ? undefined : t('patients.add')}
          onCancel={onDone}
        />
      }
    >
      <PersonInputs draft={draft} />
      <TextInput
        label={t('field.email')}
        description={t('patients.emailAbout')}
        type="email"
        maxLength={254}
        autoComplete="off"
        dir="ltr"
        {...field(draft, 'email')}
      />
    </Form>
  );
}
