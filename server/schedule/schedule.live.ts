import type { Audience } from '#server/platform/facts.ts';

export type ScheduleFact = { name: 'schedule.changed'; doctor_id: number; version: number };

/** Whoever looks at this doctor's slots fetches them again; nothing is said of what they were. */
export const scheduleAudience: Audience<ScheduleFact> = {
  'schedule.changed': ({ doctor_id }) => ({
    heard: [{ channel: `doctor-schedule.${doctor_id}`, event: 'schedule.updated', data: {} }],
  }),
};
