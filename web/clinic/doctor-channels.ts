import { channelName } from '#contract/channel.ts';
import { doctorAvailability } from '#contract/clinic.events.ts';
import { doctorSchedule } from '#contract/schedule.events.ts';

/** Where it is told that these doctors can be booked or not, and that what they offer is another. */
export function doctorChannels(ids: readonly number[] = []): string[] {
  return ids.flatMap((id) => [channelName(doctorAvailability, id), channelName(doctorSchedule, id)]);
}
