import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { PageHeader } from '#web/ui/page-header.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';

/** A doctor's own hours. */
export function Page() {
  const { t } = useTranslation('schedule');
  const { data: me } = useMe();
  const id = me?.doctor_id ?? null;
  return (
    <>
      <PageHeader title={t('title')} about={t('about')} />
      {id !== null && <ScheduleEditor key={id} id={id} />}
    </>
  );
}
