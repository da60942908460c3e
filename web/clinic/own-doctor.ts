import { useQuery } from '@tanstack/react-query';
import { channelName } from '#contract/channel.ts';
import { doctorSchedule } from '#contract/schedule.events.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { useMe } from '#web/platform/me.ts';
import { doctorRecordQuery } from './doctor-record.ts';

/** The record of the doctor who is signed in. An approval is told on a channel that anyone may hear. */
export function useOwnDoctor() {
  const { data: me } = useMe();
  const id = me?.doctor_id ?? 0;
  const query = doctorRecordQuery(id);
  useLiveQueries(id > 0 ? [channelName(doctorSchedule, id)] : [], [query.queryKey]);
  return useQuery({ ...query, enabled: id > 0 });
}
