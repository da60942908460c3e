import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { doctorChannels } from '#web/clinic/doctor-channels.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import { AvailabilitySwitch } from './availability-switch.tsx';
import { doctorQuery } from './doctor-query.ts';
import { Overrides } from './overrides.tsx';
import classes from './schedule.module.css';
import { scheduleKey, scheduleQuery } from './schedule-queries.ts';
import { ScheduleState } from './schedule-state.tsx';
import { StrandedNotice } from './stranded-notice.tsx';

/** All that decides when a doctor can be booked, in the order in which it is asked. */
export function ScheduleEditor({ id }: { id: number }) {
  const doctor = useQuery(doctorQuery(id));
  const schedule = useQuery(scheduleQuery(id));
  const [isWeekTyped, setWeekTyped] = useState(false);
  useLiveQueries(doctorChannels([id]), [scheduleKey(id), ['doctor-records', 'one', id]]);

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
