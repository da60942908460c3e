import type { Page } from '#web/platform/page.ts';

const words = ['clinic'] as const;

export const schedulePages: Page[] = [
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
];
