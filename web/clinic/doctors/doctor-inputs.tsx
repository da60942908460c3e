import { Textarea, TextInput } from '@mantine/core';
import { spoken } from '#contract/clinic.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { CheckGroup } from '#web/ui/form/check-group.tsx';
import type { Draft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import type { FieldNames } from '#web/ui/form/version-conflict.tsx';
import { useLanguageChoice, useLanguageName } from '#web/ui/language-name.tsx';
import { type DoctorFields, knownLanguages } from './doctor-fields.ts';
import { PriceFields } from './price-fields.tsx';

type DoctorInputsProps = {
  draft: Draft<DoctorFields>;
  /** the e-mail and the specialization, which not everybody may change */
  children: React.ReactNode;
};

/** What the admin's form and the doctor's own have in common. */
export function DoctorInputs({ draft, children }: DoctorInputsProps) {
  const { t } = useTranslation('clinic');
  const languageChoice = useLanguageChoice();
  return (
    <>
      <TextInput
        label={t('field.name')}
        maxLength={200}
        required
        data-autofocus
        autoComplete="off"
        {...field(draft, 'name')}
      />
      {children}
      <Textarea
        label={t('doctor.biography')}
        description={t('doctor.biographyAbout')}
        rows={6}
        dir="auto"
        maxLength={4000}
        {...field(draft, 'biography')}
      />
      <CheckGroup
        label={t('doctor.languages')}
        choices={spoken.map((code) => ({ value: code, label: languageChoice(code) }))}
        value={draft.values.languages}
        error={draft.faults.languages}
        onChange={(codes) => draft.set('languages', knownLanguages(codes))}
      />
      <PriceFields draft={draft} />
    </>
  );
}

/** The fields by name, to say where two versions differ. */
export function useDoctorFieldNames(specializationOf: (id: string) => string): FieldNames<DoctorFields> {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const languageName = useLanguageName();
  const amount = (value: string | null) => value ?? t('prices.notOffered');
  return {
    name: t('field.name'),
    specialization_id: { name: t('field.specialization'), say: specializationOf },
    biography: t('doctor.biography'),
    languages: {
      name: t('doctor.languages'),
      say: (codes) => format.list(codes.map(languageName)),
    },
    video: { name: t('mode.video'), say: amount },
    voice: { name: t('mode.voice'), say: amount },
    chat: { name: t('mode.chat'), say: amount },
    in_person: { name: t('mode.in_person'), say: amount },
  };
}
