import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconPrinter } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { readActing } from '#contract/acting.ts';
import { giveJoinCode, type PatientRecord } from '#contract/patients.ts';
import { actingKey } from '#web/clinic/keys.ts';
import { call } from '#web/platform/api.ts';
import { useClinic } from '#web/platform/clinic-name.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useReason } from '#web/ui/reason.ts';
import classes from './join-code-dialog.module.css';

/** A code with which a person joins their record to an account: made on demand, shown large, printed. */
export function JoinCodeDialog({ patient, onClose }: { patient: PatientRecord | null; onClose: () => void }) {
  const { t } = useTranslation('clinic');
  const shown = useRef(patient);
  if (patient) shown.current = patient;
  return (
    <Dialog opened={patient !== null} onClose={onClose} title={t('joinCode.title')}>
      {shown.current && <JoinCode key={shown.current.id} patient={shown.current} />}
    </Dialog>
  );
}

function JoinCode({ patient }: { patient: PatientRecord }) {
  const { t } = useTranslation('clinic');
  const reason = useReason();
  const format = useFormat();
  const giving = useMutation({ mutationFn: () => call(giveJoinCode, { params: { id: patient.id } }) });
  const foreseen = useQuery({
    queryKey: [...actingKey, patient.id],
    queryFn: ({ signal }) => call(readActing, { params: { id: patient.id }, signal }),
  });
  const asked = foreseen.data?.asked;
  if (giving.data) return <CodeSheet name={patient.name} code={giving.data.code} until={giving.data.expires_at} />;
  return (
    <div className={classes.ask}>
      <p className={classes.name}>{patient.name}</p>
      <p>{t('joinCode.about')}</p>
      {asked && (
        <Notice tone={asked.length > 0 ? 'waiting' : 'calm'}>
          <p>{asked.length > 0 ? t('joinCode.asks', { names: format.list(asked) }) : t('joinCode.joins')}</p>
        </Notice>
      )}
      {giving.isError && (
        <Notice tone="alarm" live>
          <p>{reason(giving.error)}</p>
        </Notice>
      )}
      <Button
        data-autofocus
        loading={giving.isPending}
        disabled={!asked && !foreseen.isError}
        onClick={() => giving.mutate()}
      >
        {t('joinCode.make')}
      </Button>
    </div>
  );
}

function CodeSheet({ name, code, until }: { name: string; code: string; until: string }) {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const clinic = useClinic();
  return (
    <div className={classes.sheet}>
      <div className={classes.paper} role="status">
        <p className={classes.clinic}>{clinic?.name}</p>
        <p className={classes.name}>{name}</p>
        <p className={classes.label}>{t('joinCode.label')}</p>
        <p className={classes.code} dir="ltr">
          {code}
        </p>
        <p>{t('joinCode.until', { date: format.dateTime(until, clinic?.timezone) })}</p>
        <p>{t('joinCode.how')}</p>
      </div>
      <Button
        className={classes.print}
        variant="default"
        leftSection={<IconPrinter size={18} aria-hidden />}
        onClick={() => window.print()}
      >
        {t('joinCode.print')}
      </Button>
    </div>
  );
}
