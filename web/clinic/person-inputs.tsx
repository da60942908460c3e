import { NativeSelect, TextInput } from '@mantine/core';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Draft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import type { FieldNames } from '#web/ui/form/version-conflict.tsx';
import type { PersonFields } from './person-fields.ts';

type PersonInputsProps<V extends PersonFields> = {
  draft: Draft<V>;
  /** a birth date that is known: here it moves to an earlier day alone */
  born?: string | null;
};

/** A person's particulars, at the front desk and in a family alike. */
export function PersonInputs<V extends PersonFields>({ draft, born }: PersonInputsProps<V>) {
  const { t } = useTranslation('clinic');
  // Every draft of a person holds these four as words, whatever else it holds.
  const person = draft as unknown as Draft<PersonFields>;
  return (
    <>
      <TextInput
        label={t('field.name')}
        maxLength={200}
        required
        data-autofocus
        autoComplete="off"
        {...field(person, 'name')}
      />
      <TextInput
        label={t('person.birthDate')}
        type="date"
        min="1880-01-01"
        max={born ?? new Date().toISOString().slice(0, 10)}
        required={Boolean(born)}
        description={born ? t('person.birthDateKept') : undefined}
        {...field(person, 'birth_date')}
      />
      <NativeSelect
        label={t('person.sex')}
        data={[
          { value: '', label: t('person.unknown') },
          { value: 'female', label: t('person.female') },
          { value: 'male', label: t('person.male') },
        ]}
        {...field(person, 'sex')}
      />
      <TextInput
        label={t('person.phone')}
        type="tel"
        maxLength={40}
        autoComplete="off"
        dir="ltr"
        {...field(person, 'phone')}
      />
    </>
  );
}

export function usePersonFieldNames(): FieldNames<PersonFields> {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  return {
    name: t('field.name'),
    birth_date: { name: t('person.birthDate'), say: (day) => day && format.day(day) },
    sex: { name: t('person.sex'), say: (sex) => t(sex ? `person.${sex}` : 'person.unknown') },
    phone: t('person.phone'),
  };
}
