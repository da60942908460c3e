import { NativeSelect, TextInput } from '@mantine/core';
import { type Account, inviteAccount, languages } from '#contract/identity.ts';
import { accountsKey, patientsKey } from '#web/clinic/keys.ts';
import { useSaved } from '#web/clinic/saved-record.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { languageNames } from '#web/platform/language-names.ts';
import { currentSettings } from '#web/platform/settings.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { invitedRoles } from './invited-roles.ts';

type Fields = { name: string; email: string; role: string; language: string };

const touches = [patientsKey];

export function InviteForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const saved = useSaved(accountsKey, onDone, touches);
  const draft = useDraft<Fields, Account>({
    initial: { name: '', email: '', role: 'receptionist', language: currentSettings().language },
    send: ({ role, language, ...values }, { key }) =>
      call(inviteAccount, {
        body: {
          ...values,
          role: invitedRoles.find((one) => one === role) ?? 'receptionist',
          language: languages.find((one) => one === language) ?? 'en',
        },
        key,
      }),
    saved,
  });
  return (
    <Form
      draft={draft}
      actions={
        <FormActions pending={draft.pending} idle={!draft.dirty} label={t('accounts.inviteSubmit')} onCancel={onDone} />
      }
    >
      <TextInput
        label={t('field.name')}
        maxLength={200}
        required
        data-autofocus
        autoComplete="off"
        {...field(draft, 'name')}
      />
      <TextInput
        label={t('field.email')}
        description={t('accounts.emailAbout')}
        type="email"
        maxLength={254}
        required
        autoComplete="off"
        dir="ltr"
        {...field(draft, 'email')}
      />
      <NativeSelect
        label={t('accounts.role')}
        description={t('accounts.roleAbout')}
        data={invitedRoles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        {...field(draft, 'role')}
      />
      <NativeSelect
        label={t('accounts.language')}
        data={languages.map((code) => ({ value: code, label: languageNames[code] }))}
        {...field(draft, 'language')}
      />
    </Form>
  );
}
