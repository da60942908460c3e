import { Anchor, Button } from '@mantine/core';
import '@mantine/core/styles/Anchor.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLink as applyLink, readLink } from '#contract/identity.ts';
import { call, Refused } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import { useArrived, useEnter } from './arrived.ts';
import { useChecks } from './checks.ts';
import { Entry, EntryForm } from './entry.tsx';
import { NewPassword } from './new-password.tsx';
import { EmailField } from './text-fields.tsx';

/** Where the links of our mails lead. Their token stands behind the `#`, which no server and no log ever sees. */
export function Page() {
  const { t } = useTranslation('identity');
  const [token] = useState(() => location.hash.slice(1));
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: ({ signal }) => call(readLink, { body: { token }, signal }),
    retry: false,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  if (link.isPending)
    return (
      <Entry title={t('link.reading')}>
        <SkeletonText lines={4} />
      </Entry>
    );
  if (link.data) return <ChoosePassword token={token} {...link.data} />;
  if (isDead(link.error)) return <DeadLink />;
  return <ErrorState error={link.error} retry={() => void link.refetch()} />;
}

type LinkProps = { token: string; purpose: 'prove' | 'reset' | 'invite'; email: string };

function ChoosePassword({ token, purpose, email }: LinkProps) {
  const { t } = useTranslation('identity');
  const enter = useEnter();
  const [used, setUsed] = useState(false);
  const check = useChecks<{ password: string }>({ password: 'newPassword' });
  const draft = useDraft({
    initial: { password: '' },
    check,
    send: ({ password }) => call(applyLink, { body: { token, password } }).then(enter),
    saved: () => setUsed(true),
  });
  return (
    <Entry title={t(`link.${purpose}`)} about={t(`link.${purpose}_about`)}>
      <EntryForm draft={draft}>
        <EmailField value={email} readOnly variant="filled" name="email" />
        <NewPassword {...field(draft, 'password')} label={t(purpose === 'reset' ? 'new_password' : 'password')} />
        <Button type="submit" size="md" fullWidth loading={draft.pending || used}>
          {t('link.act')}
        </Button>
      </EntryForm>
      {used && <Onward />}
    </Entry>
  );
}

/** Only once the link is used: who opens one while somebody else is signed in still chooses a password for its account. */
function Onward() {
  useArrived(undefined);
  return null;
}

function DeadLink() {
  const { t } = useTranslation('identity');
  return (
    <Entry title={t('link.dead')} about={t('link.dead_about')}>
      <Button component={Link} to="/forgotten" size="md" fullWidth>
        {t('link.ask_again')}
      </Button>
      <p>
        <Anchor component={Link} to="/sign-in" size="sm">
          {t('back_to_sign_in')}
        </Anchor>
      </p>
    </Entry>
  );
}

/** Used, expired, or never whole: a mail program may have cut it. */
function isDead(error: unknown): boolean {
  return error instanceof Refused && (error.code === 'link_expired' || error.code === 'invalid');
}
