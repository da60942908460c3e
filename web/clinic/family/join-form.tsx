import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Joining, joinPatient } from '#contract/acting.ts';
import { relations } from '#contract/clinic.ts';
import { useFamilySaved } from '#web/clinic/use-family-saved.ts';
import { call } from '#web/platform/api.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { Notice } from '#web/ui/notice.tsx';

type Fields = { code: string; relation: string };

/** Joins a record that the front desk made, with the code from its slip. */
export function JoinForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const joined = useFamilySaved(onDone, 'family.joined');
  const [askedUntil, setAskedUntil] = useState<string | null>(null);
  const format = useFormat();
  const draft = useDraft<Fields, Joining>({
    initial: { code: '', relation: 'child' },
    send: ({ code, relation }) =>
      call(joinPatient, {
        body: { code: code.trim(), relation: relations.find((one) => one === relation) ?? 'other' },
      }),
    saved: ({ member, expires_at }) => (member ? joined(member) : setAskedUntil(expires_at)),
  });
  if (askedUntil) {
    return (
      <Notice tone="waiting" title={t('family.asked')} live>
        <p>{t('family.askedAbout', { date: format.dateTime(askedUntil) })}</p>
      </Notice>
    );
  }
  return (
    <Form
      draft={draft}
      actions={
        <FormActions
          pending={draft.pending}
          idle={draft.values.code.trim() === ''}
          label={t('family.joinSubmit')}
          onCancel={onDone}
        />
      }
    >
      <TextInput
        label={t('family.code')}
        description={t('family.codeAbout')}
        maxLength={40}
        required
        data-autofocus
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        dir="ltr"
        {...field(draft, 'code')}
      />
      <NativeSelect
        label={t('family.who')}
        data={relations.map((one) => ({ value: one, label: t(`relation.${one}`) }))}
        {...field(draft, 'relation')}
      />
    </Form>
  );
}
