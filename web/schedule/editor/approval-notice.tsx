import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { Link } from '@tanstack/react-router';
import type { DoctorRecord } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';

/** For a doctor whom nobody can book yet: why, and what happens next. */
export function ApprovalNotice({ doctor }: { doctor: DoctorRecord }) {
  const { t } = useTranslation('schedule');
  return (
    <Notice
      tone="waiting"
      title={t('approval.title')}
      actions={
        <Button variant="default" component={Link} to="/doctor/profile">
          {t('approval.profile')}
        </Button>
      }
    >
      <p>{t(doctor.specialization ? 'approval.about' : 'approval.incomplete')}</p>
      <p>{t('approval.hours')}</p>
    </Notice>
  );
}
