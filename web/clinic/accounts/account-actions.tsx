import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useMutation } from '@tanstack/react-query';
import { type Account, inviteAgain } from '#contract/identity.ts';
import classes from '#web/clinic/doctors/doctor-actions.module.css';
import { RetireAction, type Retirement } from '#web/clinic/retirement.tsx';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';

export function AccountActions({ row, retirement }: { row: Account; retirement: Retirement<Account> }) {
  const { t } = useTranslation('clinic');
  const { data: me } = useMe();
  const reason = useReason();
  const inviting = useMutation({
    mutationFn: () => call(inviteAgain, { params: { id: row.id } }),
    onSuccess: () => say(t('accounts.invitedAgain', { email: row.email })),
    onError: (error) => say(t('act.refused', { name: row.name, reason: reason(error) }), { tone: 'alarm' }),
  });
  return (
    <div className={classes.acts}>
      {!row.has_password && row.retired_at === null && (
        <Button
          size="compact-sm"
          variant="default"
          loading={inviting.isPending}
          aria-label={t('accounts.inviteAgainNamed', { name: row.name })}
          onClick={() => inviting.mutate()}
        >
          {t('accounts.inviteAgain')}
        </Button>
      )}
      {/* Nobody closes the account with which they are signed in by a slip of the hand. */}
      {row.id !== me?.user.id && <RetireAction row={row} retirement={retirement} />}
    </div>
  );
}
