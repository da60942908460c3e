import { addPatient, changePatient, type PatientRecord, readPatient } from '#contract/patients.ts';
import { patientsKey } from '#web/clinic/keys.ts';
import { blankPerson, type PersonFields, personBody, personFields } from '#web/clinic/person-fields.ts';
import { PersonInputs, usePersonFieldNames } from '#web/clinic/person-inputs.tsx';
import { useSaved } from '#web/clinic/saved-record.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';

export function PatientForm({ subject, onDone }: { subject: PatientRecord | 'new'; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const names = usePersonFieldNames();
  const saved = useSaved(patientsKey, onDone);
  const existing = subject === 'new' ? null : subject;
  const draft = useDraft<PersonFields, PatientRecord>({
    initial: existing ? personFields(existing) : blankPerson,
    version: existing?.version,
    send: (values, { version, key }) =>
      existing
        ? call(changePatient, { params: { id: existing.id }, body: { version, ...personBody(values) } })
        : call(addPatient, { body: personBody(values), key }),
    saved,
    theirs: existing
      ? async () => {
          const now = await call(readPatient, { params: { id: existing.id } });
          return { values: personFields(now), version: now.version };
        }
      : undefined,
  });
  return (
    <Form
      draft={draft}
      names={names}
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
    </Form>
  );
}
