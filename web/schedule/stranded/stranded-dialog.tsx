import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import type { Appointment } from '#contract/appointments.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import classes from './stranded.module.css';
import { StrandedList } from './stranded-list.tsx';

type StrandedDialogProps = {
  opened: boolean;
  stranded: readonly Appointment[];
  onSave: () => void;
  onBack: () => void;
};

/** The safe answer has the focus. */
export function StrandedDialog({ opened, stranded, onSave, onBack }: StrandedDialogProps) {
  const { t } = useTranslation('schedule');
  return (
    <Dialog opened={opened} title={t('stranded.would', { count: stranded.length })} onClose={onBack}>
      <p className={classes.words}>{t('stranded.stay')}</p>
      <StrandedList stranded={stranded} />
      <div className={classes.actions}>
        <Button variant="default" data-autofocus onClick={onBack}>
          {t('stranded.back')}
        </Button>
        <Button onClick={onSave}>{t('stranded.save')}</Button>
      </div>
    </Dialog>
  );
}
