import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Clinic, changeClinic, limitNames, readClinic } from '#contract/clinic.ts';
import classes from '#web/clinic/doctors/own-profile.module.css';
import { call } from '#web/platform/api.ts';
import { clinicQuery } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { type Faults, useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { say } from '#web/ui/toasts.ts';
import { type ClinicFields, fieldsOf, leastOf, limitsOf, wrongLimits } from './clinic-fields.ts';
import { DeadlineField, isDeadline, useDeadlineWords } from './deadline-field.tsx';
import { LimitFields } from './limit-fields.tsx';

const majorityAges = ['16', '17', '18', '19', '20', '21'];

export function ClinicForm({ clinic }: { clinic: Clinic }) {
  const { t } = useTranslation('clinic');
  const queries = useQueryClient();
  const sayDeadline = useDeadlineWords();
  const draft = useDraft<ClinicFields, Clinic>({
    initial: fieldsOf(clinic),
    version: clinic.version,
    check: (values): Faults => ({
      ...(!isDeadline(values.cancel_deadline_minutes) && { cancel_deadline_minutes: t('clinic.deadlineWrong') }),
      ...Object.fromEntries(
        wrongLimits(values).map((name) => [name, t('clinic.limitWrong', { least: leastOf(name) })]),
      ),
    }),
    send: (values, { version }) => {
      const { name, currency } = values;
      const cancel_deadline_minutes = Number(values.cancel_deadline_minutes);
      return call(changeClinic, {
        body: {
          version,
          name,
          currency,
          cancel_deadline_minutes,
          majority_age: Number(values.majority_age),
          limits: limitsOf(values),
        },
      });
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
  const limitWords = Object.fromEntries(limitNames.map((name) => [name, t(`clinic.limit.${name}`)]));
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
            ...limitWords,
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
          <LimitFields draft={draft} />
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
