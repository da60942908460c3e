import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Clinic, changeClinic, readClinic } from '#contract/clinic.ts';
import classes from '#web/clinic/doctors/own-profile.module.css';
import { call } from '#web/platform/api.ts';
import { clinicQuery } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { type Faults, useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { say } from '#web/ui/toasts.ts';
import { DeadlineField, isDeadline, useDeadlineWords } from './deadline-field.tsx';

type Fields = { name: string; currency: string; cancel_deadline_minutes: string; majority_age: string };

const fieldsOf = ({ name, currency, cancel_deadline_minutes, majority_age }: Clinic): Fields => ({
  name,
  currency,
  cancel_deadline_minutes: String(cancel_deadline_minutes),
  majority_age: String(majority_age),
});

const majorityAges = ['16', '17', '18', '19', '20', '21'];

export function ClinicForm({ clinic }: { clinic: Clinic }) {
  const { t } = useTranslation('clinic');
  const queries = useQueryClient();
  const sayDeadline = useDeadlineWords();
  const draft = useDraft<Fields, Clinic>({
    initial: fieldsOf(clinic),
    version: clinic.version,
    check: ({ cancel_deadline_minutes }): Faults =>
      isDeadline(cancel_deadline_minutes) ? {} : { cancel_deadline_minutes: t('clinic.deadlineWrong') },
    send: (values, { version }) => {
      const cancel_deadline_minutes = Number(values.cancel_deadline_minutes);
      const majority_age = Number(values.majority_age);
      return call(changeClinic, { body: { version, ...values, cancel_deadline_minutes, majority_age } });
    },
    saved: (saved) => {
      draft.follow(saved.version);
      queries.setQueryData(clinicQuery.queryKey, saved);
      say(t('clinic.saved'));
    },
    theirs: async () => {
      const now = await call(readClinic);
      return { values: fieldsOf(now), version: now.version };
    },
  });
  return (
    <div className={classes.profile}>
      <div className={classes.card}>
        <Form
          draft={draft}
          label={t('clinic.title')}
          names={{
            name: t('field.name'),
            currency: t('clinic.currency'),
            cancel_deadline_minutes: { name: t('clinic.deadline'), say: sayDeadline },
            majority_age: t('clinic.majority'),
          }}
          actions={<FormActions pending={draft.pending} idle={!draft.dirty} />}
        >
          <TextInput label={t('clinic.name')} maxLength={200} required {...field(draft, 'name')} />
          <NativeSelect
            label={t('clinic.currency')}
            description={t('clinic.currencyAbout')}
            data={useCurrencies(clinic.currency)}
            {...field(draft, 'currency')}
          />
          <DeadlineField draft={draft} />
          <NativeSelect
            label={t('clinic.majority')}
            description={t('clinic.majorityAbout')}
            data={majorityAges}
            {...field(draft, 'majority_age')}
          />
          <TextInput
            label={t('clinic.timezone')}
            description={t('clinic.timezoneAbout')}
            value={clinic.timezone}
            readOnly
            dir="ltr"
          />
        </Form>
      </div>
    </div>
  );
}

/** Every currency that the browser can name, by its name in the person's language. */
function useCurrencies(present: string) {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'currency' });
    const codes = new Set([present, ...Intl.supportedValuesOf('currency')]);
    return Array.from(codes, (code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` })).sort((a, b) =>
      a.label.localeCompare(b.label, language),
    );
  }, [language, present]);
}
