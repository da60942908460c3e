import type { Page } from '#web/platform/page.ts';

const words = ['clinic'] as const;

export const bookingPages: Page[] = [
  { path: '/', load: () => import('./directory/directory.tsx'), frame: 'public', who: 'anyone', words },
  { path: '/doctors', load: () => import('./directory/directory.tsx'), frame: 'public', who: 'anyone', words },
  { path: '/doctors/$id', load: () => import('./doctor/doctor.tsx'), frame: 'public', who: 'anyone', words },
  { path: '/patient', load: () => import('./appointments/appointments.tsx'), frame: 'public', who: ['patient'], words },
  {
    path: '/doctor/requests',
    load: () => import('./requests/requests.tsx'),
    frame: 'staff',
    who: ['doctor', 'applicant'],
    words: [...words, 'schedule'],
  },
];
