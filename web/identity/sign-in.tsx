import { Anchor, Button } from '@mantine/core';
import '@mantine/core/styles/Anchor.layer.css';
import '@mantine/core/styles/Button.layer.css';
import { Link, useSearch } from '@tanstack/react-router';
import { signIn } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { useArrived, useEnter } from './arrived.ts';
import { useChecks } from './checks.ts';
import { DemoAccounts } from './demo-accounts.tsx';
import { Entry, EntryForm } from './entry.tsx';
import classes from './sign-in.module.css';
import { EmailField, PasswordField } from './text-fields.tsx';

export function Page() {
  const { t } = useTranslation('identity');
  const clinic = useClinic();
  const { next } = useSearch({ strict: false }) as { next?: unknown };
  const enter = useEnter();
  const check = useChecks<{ email: string; password: string }>({ email: 'email', password: 'required' });
  const draft = useDraft({
    initial: { email: '', password: '' },
    check,
    send: ({ email, password }) => call(signIn, { body: { email: email.trim(), password } }).then(enter),
    saved: () => {},
  });
  useArrived(next);
  return (
    <Entry
      title={t('sign_in.title')}
      about={
        <>
          {t('sign_in.new_here')}{' '}
          <Anchor component={Link} to="/sign-up" inherit underline="always">
            {t('sign_in.sign_up')}
          </Anchor>
        </>
      }
    >
      <EntryForm draft={draft}>
        <EmailField {...field(draft, 'email')} autoFocus={matchMedia('(pointer: fine)').matches} />
        <div className={classes.password}>
          <PasswordField {...field(draft, 'password')} />
          <Anchor component={Link} to="/forgotten" className={classes.forgotten} size="sm">
            {t('sign_in.forgotten')}
          </Anchor>
        </div>
        <Button type="submit" size="md" fullWidth loading={draft.pending}>
          {t('sign_in.act')}
        </Button>
      </EntryForm>
      {clinic?.demo && <DemoAccounts demo={clinic.demo} />}
    </Entry>
  );
}
