import { Button, PasswordInput } from '@mantine/core';
import '@mantine/core/styles/PasswordInput.layer.css';
import { useQueryClient } from '@tanstack/react-query';
import { signIn, type User } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey } from '#web/platform/me.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from './sheet.tsx';
import classes from './sign-in-again.module.css';

/**
 * A sign-in that ends while somebody writes takes nothing with it: the page waits, out of sight, until they are back.
 */
export function SignInAgain({ user }: { user: User }) {
  const { t } = useTranslation('frame');
  const queries = useQueryClient();
  const draft = useDraft({
    initial: { password: '' },
    send: ({ password }) => call(signIn, { body: { email: user.email, password } }),
    saved: () => void queries.invalidateQueries({ queryKey: meKey }).then(() => queries.invalidateQueries()),
  });
  return (
    <Sheet open opaque label={t('again.title')}>
      <h2 className={classes.title}>{t('again.title')}</h2>
      <p className={classes.about}>{t('again.about')}</p>
      <form ref={draft.form} onSubmit={draft.submit} noValidate className={classes.form}>
        <p className={classes.who}>
          <strong>{user.name}</strong>
          <br />
          <bdi>{user.email}</bdi>
        </p>
        <input type="email" name="email" autoComplete="username" value={user.email} readOnly hidden />
        {draft.refusal && (
          <Notice tone="alarm" live>
            <p>{draft.refusal}</p>
          </Notice>
        )}
        <PasswordInput
          label={t('again.password')}
          autoComplete="current-password"
          data-autofocus
          {...field(draft, 'password')}
          visibilityToggleButtonProps={{ 'aria-label': t('again.show'), tabIndex: 0 }}
        />
        <FormActions
          pending={draft.pending}
          label={t('sign_in')}
          aside={
            <Button variant="subtle" component="a" href="/sign-in" onClick={() => sessionStorage.clear()}>
              {t('again.leave')}
            </Button>
          }
        />
      </form>
    </Sheet>
  );
}
