import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { changeProfile, type Profile } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey, profileKey } from '#web/platform/me.ts';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { say } from '#web/ui/toasts.ts';
import classes from './account.module.css';
import { useChecks } from './checks.ts';
import { EmailField } from './text-fields.tsx';

export function OwnProfile({ profile }: { profile: Profile }) {
  const { t } = useTranslation('identity');
  const queries = useQueryClient();
  const check = useChecks<{ name: string }>({ name: 'required' });
  const draft = useDraft<{ name: string }, Profile>({
    initial: { name: profile.name },
    check,
    send: ({ name }) => call(changeProfile, { body: { name: name.trim() } }),
    saved: (saved) => {
      queries.setQueryData(profileKey, saved);
      void queries.invalidateQueries({ queryKey: meKey });
      say(t('profile.saved'));
    },
  });
  return (
    <div className={classes.narrow}>
      <Form
        draft={draft}
        actions={<FormActions pending={draft.pending} idle={!draft.dirty} />}
        label={t('account.profile')}
      >
        <TextInput label={t('name')} autoComplete="name" maxLength={200} size="md" {...field(draft, 'name')} />
        <EmailField value={profile.email} readOnly variant="filled" description={t('profile.email_about')} />
        <TextInput label={t('profile.role')} value={t(`role.${profile.role}`)} readOnly variant="filled" size="md" />
      </Form>
    </div>
  );
}
