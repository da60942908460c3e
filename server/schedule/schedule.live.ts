import { doctorSchedule, type ScheduleFact } from '#contract/schedule.events.ts';
import { type Audience, told } from '#server/platform/facts.ts';

/** Whoever looks at this doctor's slots fetches them again; nothing is said of what they were. */
export const scheduleAudience: Audience<ScheduleFact> = {
  'schedule.changed': ({ doctor_id }) => ({ heard: [told(doctorSchedule, doctor_id, 'schedule.updated', {})] }),
};
