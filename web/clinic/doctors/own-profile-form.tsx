import { NativeSelect, Switch, TextInput } from '@mantine/core';
import '@mantine/core/styles/Switch.layer.css';
import { useQueryClient } from '@tanstack/react-query';
import { changeDoctor, type DoctorRecord, readDoctorRecord } from '#contract/clinic.ts';
import { doctorRecordQuery } from '#web/clinic/doctor-record.ts';
import { doctorsKey } from '#web/clinic/keys.ts';
import { specializationChoices, useSpecializations } from '#web/clinic/specialization-choices.ts';
import { useAvailability } from '#web/clinic/use-availability.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey } from '#web/platform/me.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { say } from '#web/ui/toasts.ts';
import { type DoctorFields, doctorBody, doctorFaults, doctorFields, doctorPlace } from './doctor-fields.ts';
import { DoctorInputs, useDoctorFieldNames } from './doctor-inputs.tsx';
import classes from './own-profile.module.css';

export function OwnProfileForm({ record }: { record: DoctorRecord }) {
  const { t } = useTranslation('clinic');
  const queries = useQueryClient();
  const specializations = useSpecializations();
  const choices = specializationChoices(specializations.data, record.specialization);
  const names = useDoctorFieldNames((id) => choices.find(({ value }) => value === id)?.label ?? '');
  const availability = useAvailability(record, (saved) => draft.follow(saved.version));

  const draft = useDraft<DoctorFields, DoctorRecord>({
    initial: doctorFields(record),
    version: record.version,
    check: (values) => doctorFaults(values, t('fault.amount')),
    send: (values, { version }) => {
      const chosen = !record.is_approved && values.specialization_id !== '';
      const specialization = chosen && { specialization_id: Number(values.specialization_id) };
      return call(changeDoctor, {
        params: { id: record.id },
        body: { version, ...doctorBody(values), ...specialization },
      });
    },
    saved: (saved) => {
      queries.setQueryData(doctorRecordQuery(record.id).queryKey, saved);
      for (const queryKey of [doctorsKey, meKey]) void queries.invalidateQueries({ queryKey });
      say(t('ownProfile.saved'));
    },
    place: doctorPlace,
    theirs: async () => {
      const now = await call(readDoctorRecord, { params: { id: record.id } });
      return { values: doctorFields(now), version: now.version };
    },
  });

  return (
    <div className={classes.profile}>
      {!record.is_approved && (
        <Notice tone="waiting" title={t('ownProfile.waitingTitle')}>
          <p>{t(record.specialization ? 'ownProfile.waitingAbout' : 'ownProfile.waitingIncomplete')}</p>
        </Notice>
      )}
      <div className={classes.card}>
        <Switch
          size="md"
          label={t('ownProfile.available')}
          description={t(record.is_available ? 'ownProfile.availableOn' : 'ownProfile.availableOff')}
          checked={record.is_available}
          onChange={(event) => availability.mutate(event.currentTarget.checked)}
        />
      </div>
      <div className={classes.card}>
        <Form
          draft={draft}
          names={names}
          label={t('ownProfile.title')}
          actions={<FormActions pending={draft.pending} idle={!draft.dirty} />}
        >
          <DoctorInputs draft={draft}>
            <Specialization draft={draft} record={record} choices={choices} />
          </DoctorInputs>
        </Form>
      </div>
    </div>
  );
}

type SpecializationProps = {
  draft: ReturnType<typeof useDraft<DoctorFields, DoctorRecord>>;
  record: DoctorRecord;
  choices: { value: string; label: string }[];
};

/** Chosen while one waits; from the approval on it is the clinic's. */
function Specialization({ draft, record, choices }: SpecializationProps) {
  const { t } = useTranslation('clinic');
  if (record.is_approved) {
    return (
      <TextInput
        label={t('field.specialization')}
        description={t('ownProfile.specializationFixed')}
        value={record.specialization?.name ?? ''}
        readOnly
      />
    );
  }
  return (
    <NativeSelect
      label={t('field.specialization')}
      required
      data={[{ value: '', label: t('fault.choose') }, ...choices]}
      {...field(draft, 'specialization_id')}
    />
  );
}
