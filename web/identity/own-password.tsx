import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword } from '#contract/identity.ts';
import { call, Refused } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { say } from '#web/ui/toasts.ts';
import classes from './account.module.css';
import { useChecks } from './checks.ts';
import { EntryForm } from './entry.tsx';
import { NewPassword } from './new-password.tsx';
import { signInsKey } from './sign-ins-query.ts';
import { PasswordField } from './text-fields.tsx';

type Typed = { current: string; password: string };

export function OwnPassword() {
  const [changes, setChanges] = useState(0);
  return <PasswordForm key={changes} changed={() => setChanges(changes + 1)} />;
}

function PasswordForm({ changed }: { changed: () => void }) {
  const { t } = useTranslation('identity');
  const queries = useQueryClient();
  const { data: me } = useMe();
  const check = useChecks<Typed>({ current: 'required', password: 'newPassword' });
  const draft = useDraft<Typed, null>({
    initial: { current: '', password: '' },
    check,
    send: (body) => call(changePassword, { body }).catch(atField),
    saved: () => {
      void queries.invalidateQueries({ queryKey: signInsKey });
      say(t('own_password.saved'));
      changed();
    },
  });
  return (
    <div className={`${classes.section} ${classes.narrow}`}>
      <p className={classes.about}>{t('own_password.about')}</p>
      <EntryForm draft={draft}>
        {/* for password managers, which ask whose password this is */}
        <input type="email" name="email" autoComplete="username" value={me?.user.email ?? ''} readOnly hidden />
        <PasswordField label={t('own_password.current')} {...field(draft, 'current')} />
        <NewPassword {...field(draft, 'password')} />
        <FormActions pending={draft.pending} label={t('own_password.act')} />
      </EntryForm>
    </div>
  );
}

/** That the two do not belong together can here be only about the present password. */
function atField(error: unknown): never {
  if (error instanceof Refused && error.code === 'invalid_credentials') {
    error.errors.push({ field: 'current', rule: 'wrong_password', message: error.message });
  }
  throw error;
}
