import { NativeSelect, TextInput } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { addDoctor, changeDoctor, type DoctorRecord, readDoctorRecord } from '#contract/clinic.ts';
import { accountsKey, doctorRecordsKey, doctorsKey, specializationsKey } from '#web/clinic/keys.ts';
import { useSaved } from '#web/clinic/saved-record.ts';
import { specializationChoices, useSpecializations } from '#web/clinic/specialization-choices.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { type Faults, useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { Approval } from './approval.tsx';
import type { DoctorActs } from './doctor-acts.ts';
import {
  blankDoctor,
  type DoctorFields,
  doctorBody,
  doctorFaults,
  doctorFields,
  doctorPlace,
} from './doctor-fields.ts';
import classes from './doctor-form.module.css';
import { DoctorInputs, useDoctorFieldNames } from './doctor-inputs.tsx';

const touches = [doctorsKey, specializationsKey, accountsKey];

type DoctorFormProps = { subject: DoctorRecord | 'new'; acts: DoctorActs; onDone: () => void };

/** The admin's form for a doctor, new or known. */
export function DoctorForm({ subject, acts, onDone }: DoctorFormProps) {
  const { t } = useTranslation('clinic');
  const specializations = useSpecializations();
  const saved = useSaved(doctorRecordsKey, onDone, touches);
  const existing = subject === 'new' ? null : subject;
  const choices = specializationChoices(specializations.data, existing?.specialization);
  const names = useDoctorFieldNames((id) => choices.find(({ value }) => value === id)?.label ?? '');

  const draft = useDraft<DoctorFields, DoctorRecord>({
    initial: existing ? doctorFields(existing) : blankDoctor,
    version: existing?.version,
    check: (values): Faults => ({
      ...doctorFaults(values, t('fault.amount')),
      ...(!existing && values.specialization_id === '' && { specialization_id: t('fault.choose') }),
    }),
    send: (values, { version, key }) => {
      const specialization = values.specialization_id && { specialization_id: Number(values.specialization_id) };
      const body = { ...doctorBody(values), ...specialization };
      return existing
        ? call(changeDoctor, { params: { id: existing.id }, body: { version, ...body } })
        : call(addDoctor, {
            body: { ...body, email: values.email, specialization_id: Number(values.specialization_id) },
            key,
          });
    },
    saved,
    place: doctorPlace,
    theirs: existing
      ? async () => {
          const now = await call(readDoctorRecord, { params: { id: existing.id } });
          return { values: doctorFields(now), version: now.version };
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
          label={existing ? undefined : t('doctors.addSubmit')}
          onCancel={onDone}
        />
      }
    >
      {existing && (
        <Link to="/admin/doctors/$id/schedule" params={{ id: String(existing.id) }} className={classes.schedule}>
          <IconCalendarTime size={18} stroke={1.5} aria-hidden />
          {t('doctors.schedule')}
        </Link>
      )}
      {existing && <Approval record={existing} acts={acts} busy={draft.dirty} onDone={onDone} />}
      <DoctorInputs draft={draft}>
        <TextInput
          label={t('field.email')}
          description={existing ? t('doctors.emailFixed') : t('doctors.emailAbout')}
          type="email"
          maxLength={254}
          required={!existing}
          readOnly={existing !== null}
          autoComplete="off"
          dir="ltr"
          {...field(draft, 'email')}
        />
        <NativeSelect
          label={t('field.specialization')}
          required
          data={[{ value: '', label: t('fault.choose'), disabled: existing?.specialization != null }, ...choices]}
          {...field(draft, 'specialization_id')}
        />
      </DoctorInputs>
    </Form>
  );
}
