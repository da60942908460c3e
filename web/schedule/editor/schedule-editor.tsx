import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { doctorChannels } from '#web/clinic/doctor-channels.ts';
import { doctorRecordQuery } from '#web/clinic/doctor-record.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { Overrides } from '#web/schedule/overrides/overrides.tsx';
import classes from '#web/schedule/schedule.module.css';
import { scheduleKey, scheduleQuery } from '#web/schedule/schedule-queries.ts';
import { StrandedNotice } from '#web/schedule/stranded/stranded-notice.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import { AvailabilitySwitch } from './availability-switch.tsx';
import { ScheduleState } from './schedule-state.tsx';

/** All that decides when a doctor can be booked, in the order in which it is asked. */
export function ScheduleEditor({ id }: { id: number }) {
  const doctor = useQuery(doctorRecordQuery(id));
  const schedule = useQuery(scheduleQuery(id));
  const [isWeekTyped, setWeekTyped] = useState(false);
  useLiveQueries(doctorChannels([id]), [scheduleKey(id), doctorRecordQuery(id).queryKey]);

  const failed = [doctor, schedule].find(({ data, isError }) => !data && isError);
  if (failed) return <ErrorState error={failed.error} retry={() => void failed.refetch()} />;
  if (!doctor.data || !schedule.data) return <SkeletonText lines={10} />;
  return (
    <div className={classes.editor}>
      <AvailabilitySwitch doctor={doctor.data} />
      <StrandedNotice id={id} />
      <ScheduleState schedule={schedule.data} onTyped={setWeekTyped} />
      <Overrides id={id} schedule={schedule.data} isWeekTyped={isWeekTyped} />
    </div>
  );
}
