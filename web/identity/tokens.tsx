import { TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { makeToken } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import classes from './account.module.css';
import { useChecks } from './checks.ts';
import { EntryForm } from './entry.tsx';
import { FreshToken, type Made } from './fresh-token.tsx';
import { SignInList } from './sign-in-list.tsx';
import { signInsKey, useSignIns } from './sign-ins-query.ts';
import { PasswordField } from './text-fields.tsx';

export function Tokens() {
  const { t } = useTranslation('identity');
  const tokens = useSignIns('token');
  const [made, setMade] = useState<Made | null>(null);
  return (
    <div className={classes.section}>
      <p className={classes.about}>{t('tokens.about')}</p>
      {made ? <FreshToken made={made} onDone={() => setMade(null)} /> : <MakeToken onMade={setMade} />}
      <SignInList
        query={tokens}
        icon={IconKey}
        empty={<EmptyState icon={IconKey} title={t('tokens.none')} about={t('tokens.none_about')} />}
      />
    </div>
  );
}

function MakeToken({ onMade }: { onMade: (made: Made) => void }) {
  const { t } = useTranslation('identity');
  const queries = useQueryClient();
  const { data: me } = useMe();
  const check = useChecks<{ name: string; password: string }>({ name: 'required', password: 'required' });
  const draft = useDraft({
    initial: { name: '', password: '' },
    check,
    send: ({ name, password }) =>
      call(makeToken, { body: { email: me?.user.email ?? '', name: name.trim(), password } }),
    saved: ({ token, expires_at }, { name }) => {
      onMade({ token, expires_at, name });
      void queries.invalidateQueries({ queryKey: signInsKey });
    },
  });
  return (
    <div className={classes.narrow}>
      <EntryForm draft={draft}>
        <TextInput
          label={t('tokens.name')}
          description={t('tokens.name_about')}
          maxLength={100}
          size="md"
          autoComplete="off"
          {...field(draft, 'name')}
        />
        <PasswordField label={t('tokens.password')} {...field(draft, 'password')} />
        <FormActions pending={draft.pending} label={t('tokens.make')} />
      </EntryForm>
    </div>
  );
}
