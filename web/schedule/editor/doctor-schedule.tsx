import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { doctorRecordQuery } from '#web/clinic/doctor-record.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from '#web/schedule/schedule.module.css';
import { PageHeader } from '#web/ui/page-header.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';

/** The hours of any doctor, for the office. */
export function Page() {
  const { t } = useTranslation('schedule');
  const { id: text = '' } = useParams({ strict: false });
  const id = Number(text);
  const { data: doctor } = useQuery(doctorRecordQuery(id));
  return (
    <>
      <Link to="/admin/doctors" className={classes.back}>
        <IconArrowLeft size={18} aria-hidden />
        {t('toDoctors')}
      </Link>
      <PageHeader title={doctor ? t('titleOf', { name: doctor.name }) : t('title')} about={t('aboutOf')} />
      <ScheduleEditor key={id} id={id} />
    </>
  );
}
