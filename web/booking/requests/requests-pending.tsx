import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconHourglass } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { DoctorRecord } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { EmptyState } from '#web/ui/empty-state.tsx';
import classes from './requests.module.css';

/** Nobody can ask for a time of a doctor who waits for approval: why, and what can be done meanwhile. */
export function RequestsPending({ doctor }: { doctor: DoctorRecord }) {
  const { t } = useTranslation('schedule');
  return (
    <EmptyState
      icon={IconHourglass}
      title={t('approval.title')}
      about={
        <>
          {t(doctor.specialization ? 'approval.about' : 'approval.incomplete')} {t('approval.requests')}
        </>
      }
      action={
        <div className={classes.acts}>
          <Button component={Link} to="/doctor/profile">
            {t('approval.profile')}
          </Button>
          <Button variant="default" component={Link} to="/doctor/schedule">
            {t('approval.schedule')}
          </Button>
        </div>
      }
    />
  );
}
