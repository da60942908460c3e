import { Switch } from '@mantine/core';
import '@mantine/core/styles/Switch.layer.css';
import { useRef } from 'react';
import type { DoctorRecord } from '#contract/clinic.ts';
import { useAvailability } from '#web/clinic/use-availability.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from '#web/schedule/schedule.module.css';
import { useUndo } from '#web/ui/undo.ts';

/** Whether patients can book at all, whatever the hours say. Moves at once, and back again by undo. */
export function AvailabilitySwitch({ doctor }: { doctor: DoctorRecord }) {
  const { t } = useTranslation('schedule');
  const offerUndo = useUndo();
  const isUndoing = useRef(false);
  const { mutateAsync } = useAvailability(doctor, (saved) => {
    if (isUndoing.current) return;
    offerUndo(t(saved.is_available ? 'available.switchedOn' : 'available.switchedOff'), () => back(saved));
  });

  async function back(saved: DoctorRecord) {
    isUndoing.current = true;
    await mutateAsync(!saved.is_available).finally(() => {
      isUndoing.current = false;
    });
  }

  return (
    <section className={classes.card} aria-label={t('available.label')}>
      <Switch
        size="md"
        label={t('available.label')}
        description={t(aboutOf(doctor))}
        checked={doctor.is_available}
        onChange={({ currentTarget }) => void mutateAsync(currentTarget.checked).catch(toldAlready)}
      />
    </section>
  );
}

function aboutOf({ is_available, is_approved }: DoctorRecord) {
  if (!is_available) return 'available.off';
  return is_approved ? 'available.on' : 'available.onceApproved';
}

/** `useAvailability` has put the switch back and said why. */
function toldAlready(): void {}
