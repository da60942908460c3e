import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import type { IconDeviceLaptop } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { SignIn } from '#contract/identity.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import classes from './sign-in-list.module.css';
import { useEndSignIn } from './sign-ins-query.ts';

type SignInListProps = { query: UseQueryResult<SignIn[]>; icon: typeof IconDeviceLaptop; empty?: ReactNode };

export function SignInList({ query, icon, empty }: SignInListProps) {
  const { t } = useTranslation('identity');
  const [asked, setAsked] = useState<SignIn | null>(null);
  const end = useEndSignIn();
  if (query.isPending) return <SkeletonText lines={4} />;
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return empty;
  return (
    <>
      <ul className={classes.list}>
        {query.data.map((one) => (
          <Row key={one.id} signIn={one} icon={icon} onEnd={() => setAsked(one)} />
        ))}
      </ul>
      <ConfirmDialog
        opened={asked !== null}
        title={t('sign_ins.end_title', { name: asked?.name })}
        confirm={t('sign_ins.end')}
        onConfirm={() => {
          if (asked) end.mutate(asked);
          setAsked(null);
        }}
        onCancel={() => setAsked(null)}
      >
        <p>{t(asked?.kind === 'token' ? 'tokens.end_about' : 'sign_ins.end_about')}</p>
      </ConfirmDialog>
    </>
  );
}

type RowProps = { signIn: SignIn; icon: typeof IconDeviceLaptop; onEnd: () => void };

function Row({ signIn, icon: Icon, onEnd }: RowProps) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const used = format.ago(signIn.last_used_at) ?? format.dateTime(signIn.last_used_at);
  return (
    <li className={classes.row}>
      <Icon size={22} stroke={1.5} aria-hidden />
      <div className={classes.words}>
        <p className={classes.name}>
          <bdi>{signIn.name}</bdi>
          {signIn.current && <span className={classes.current}>{t('sign_ins.current')}</span>}
        </p>
        <p className={classes.times}>
          {t('sign_ins.used', { when: used })} · {t('sign_ins.until', { when: format.dateTime(signIn.expires_at) })}
        </p>
      </div>
      {!signIn.current && (
        <Button
          variant="subtle"
          color="coral"
          aria-label={t('sign_ins.end_named', { name: signIn.name })}
          onClick={onEnd}
        >
          {t('sign_ins.end')}
        </Button>
      )}
    </li>
  );
}
