import { Anchor, Button } from '@mantine/core';
import '@mantine/core/styles/Anchor.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { forgotten } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { useChecks } from './checks.ts';
import { Entry, EntryForm } from './entry.tsx';
import { MailOnItsWay } from './mail-on-its-way.tsx';
import { EmailField } from './text-fields.tsx';

export function Page() {
  const { t } = useTranslation('identity');
  const [asked, setAsked] = useState<string | null>(null);
  const check = useChecks<{ email: string }>({ email: 'email' });
  const draft = useDraft({
    initial: { email: '' },
    check,
    send: ({ email }) => call(forgotten, { body: { email: email.trim() } }),
    saved: (_, { email }) => setAsked(email.trim()),
  });
  if (asked) {
    return (
      <MailOnItsWay
        email={asked}
        about={t('forgotten.sent')}
        again={draft.submit}
        back={() => setAsked(null)}
        draft={draft}
      />
    );
  }
  return (
    <Entry title={t('forgotten.title')} about={t('forgotten.about')}>
      <EntryForm draft={draft}>
        <EmailField {...field(draft, 'email')} />
        <Button type="submit" size="md" fullWidth loading={draft.pending}>
          {t('forgotten.act')}
        </Button>
        <Anchor component={Link} to="/sign-in" size="sm">
          {t('back_to_sign_in')}
        </Anchor>
      </EntryForm>
    </Entry>
  );
}
