import { IconCalendarTime } from '@tabler/icons-react';
import type { Room } from '#web/platform/room.ts';

const words = ['clinic'] as const;

export const schedule: Room = {
  words: 'schedule',
  rail: 'schedule-rail',
  pages: [
    {
      path: '/doctor/schedule',
      load: () => import('./editor/own-schedule.tsx'),
      frame: 'staff',
      who: ['doctor', 'applicant'],
      words,
    },
    {
      path: '/admin/doctors/$id/schedule',
      load: () => import('./editor/doctor-schedule.tsx'),
      frame: 'staff',
      who: ['admin'],
      words,
    },
  ],
  sections: [
    { group: 'desk', path: '/doctor/schedule', word: 'schedule-rail:own_schedule', icon: IconCalendarTime, place: 3 },
  ],
};
