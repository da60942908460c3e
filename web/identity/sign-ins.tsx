import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endOtherSignIns } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import classes from './account.module.css';
import { SignInList } from './sign-in-list.tsx';
import { signInsKey, useSignIns } from './sign-ins-query.ts';

export function SignIns() {
  const { t } = useTranslation('identity');
  const signIns = useSignIns('browser');
  const [asking, setAsking] = useState(false);
  const endOthers = useEndOthers(() => setAsking(false));
  const others = (signIns.data ?? []).some((one) => !one.current);
  return (
    <div className={classes.section}>
      <p className={classes.about}>{t('sign_ins.about')}</p>
      <SignInList query={signIns} icon={IconDeviceLaptop} />
      {others && (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('sign_ins.end_others')}
          </Button>
        </div>
      )}
      <ConfirmDialog
        opened={asking}
        title={t('sign_ins.end_others_title')}
        confirm={t('sign_ins.end_others')}
        pending={endOthers.isPending}
        onConfirm={() => endOthers.mutate()}
        onCancel={() => setAsking(false)}
      >
        <p>{t('sign_ins.end_others_about')}</p>
      </ConfirmDialog>
    </div>
  );
}

function useEndOthers(done: () => void) {
  const { t } = useTranslation('identity');
  const queries = useQueryClient();
  const reason = useReason();
  return useMutation({
    mutationFn: () => call(endOtherSignIns),
    onSuccess: ({ ended }) => say(t('sign_ins.others_ended', { count: ended })),
    onError: (error) => say(reason(error), { tone: 'alarm' }),
    onSettled: () => {
      done();
      return queries.invalidateQueries({ queryKey: signInsKey });
    },
  });
}
