import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import type { DoctorRecord } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import type { DoctorActs } from './doctor-acts.ts';

type ApprovalProps = { record: DoctorRecord; acts: DoctorActs; busy: boolean; onDone: () => void };

/** Above a doctor's form: whether patients find them, and the act that changes it. Never while something is unsaved. */
export function Approval({ record, acts, busy, onDone }: ApprovalProps) {
  const { t } = useTranslation('clinic');
  if (record.retired_at !== null) return null;
  function act(change: (record: DoctorRecord) => void) {
    change(record);
    onDone();
  }
  if (record.is_approved) {
    return (
      <Notice
        actions={
          <Button variant="default" disabled={busy} onClick={() => act(acts.disapprove)}>
            {t('doctors.disapprove')}
          </Button>
        }
      >
        <p>{t('doctors.isApproved')}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="waiting"
      actions={
        record.specialization && (
          <Button disabled={busy} onClick={() => act(acts.approve)}>
            {t('doctors.approve')}
          </Button>
        )
      }
    >
      <p>{t(record.specialization ? 'doctors.isWaiting' : 'doctors.isIncomplete')}</p>
    </Notice>
  );
}
