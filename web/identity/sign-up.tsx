import { Anchor, Button, TextInput } from '@mantine/core';
import '@mantine/core/styles/Anchor.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { signUp } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useSettings } from '#web/platform/settings.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { useChecks } from './checks.ts';
import { Entry, EntryForm } from './entry.tsx';
import { MailOnItsWay } from './mail-on-its-way.tsx';
import { RoleChoice, type SignUpRole } from './role-choice.tsx';
import { EmailField } from './text-fields.tsx';

type Typed = { name: string; email: string; role: SignUpRole };

export function Page() {
  const { t } = useTranslation('identity');
  const { language } = useSettings();
  const [asked, setAsked] = useState<string | null>(null);
  const check = useChecks<Typed>({ name: 'required', email: 'email' });
  const draft = useDraft<Typed, null>({
    initial: { name: '', email: '', role: 'patient' },
    check,
    send: ({ name, email, role }) => call(signUp, { body: { name: name.trim(), email: email.trim(), role, language } }),
    saved: (_, { email }) => setAsked(email.trim()),
  });
  if (asked) {
    return (
      <MailOnItsWay
        email={asked}
        about={t('sign_up.sent')}
        again={draft.submit}
        back={() => setAsked(null)}
        draft={draft}
      />
    );
  }
  return (
    <Entry
      title={t('sign_up.title')}
      about={
        <>
          {t('sign_up.known')}{' '}
          <Anchor component={Link} to="/sign-in" inherit underline="always">
            {t('sign_in.act')}
          </Anchor>
        </>
      }
    >
      <EntryForm draft={draft}>
        <RoleChoice value={draft.values.role} onChange={(role) => draft.set('role', role)} />
        <TextInput label={t('name')} autoComplete="name" size="md" maxLength={200} {...field(draft, 'name')} />
        <EmailField autoComplete="email" description={t('sign_up.email_about')} {...field(draft, 'email')} />
        <Button type="submit" size="md" fullWidth loading={draft.pending}>
          {t('sign_up.act')}
        </Button>
      </EntryForm>
    </Entry>
  );
}
