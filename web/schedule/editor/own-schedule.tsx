import { useOwnDoctor } from '#web/clinic/own-doctor.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from '#web/schedule/schedule.module.css';
import { PageHeader } from '#web/ui/page-header.tsx';
import { ApprovalNotice } from './approval-notice.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';

/** A doctor's own hours. */
export function Page() {
  const { t } = useTranslation('schedule');
  const { data: me } = useMe();
  const { data: doctor } = useOwnDoctor();
  const id = me?.doctor_id ?? null;
  return (
    <>
      <PageHeader title={t('title')} about={t('about')} />
      {doctor?.is_approved === false && (
        <div className={classes.above}>
          <ApprovalNotice doctor={doctor} />
        </div>
      )}
      {id !== null && <ScheduleEditor key={id} id={id} />}
    </>
  );
}
