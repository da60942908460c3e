import { IconCalendar, IconCalendarQuestion, IconStethoscope } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Room } from '#web/platform/room.ts';

const words = ['clinic'] as const;

export const booking: Room = {
  words: 'booking',
  rail: 'booking-rail',
  pages: [
    { path: '/', load: () => import('./directory/directory.tsx'), frame: 'public', who: 'anyone', words },
    { path: '/doctors', load: () => import('./directory/directory.tsx'), frame: 'public', who: 'anyone', words },
    { path: '/doctors/$id', load: () => import('./doctor/doctor.tsx'), frame: 'public', who: 'anyone', words },
    {
      path: '/patient',
      load: () => import('./appointments/appointments.tsx'),
      frame: 'public',
      who: ['patient'],
      words,
    },
    {
      path: '/doctor/requests',
      load: () => import('./requests/requests.tsx'),
      frame: 'staff',
      who: ['doctor', 'applicant'],
      words: [...words, 'schedule'],
    },
  ],
  sections: [
    { group: 'public', path: '/doctors', word: 'booking-rail:find', icon: IconStethoscope, place: 1 },
    { group: 'public', path: '/patient', word: 'booking-rail:appointments', icon: IconCalendar, place: 2 },
    {
      group: 'desk',
      path: '/doctor/requests',
      word: 'booking-rail:requests',
      icon: IconCalendarQuestion,
      place: 2,
      badge: lazy(() =>
        import('./requests/requests-badge.tsx').then(({ RequestsBadge }) => ({ default: RequestsBadge })),
      ),
    },
    { group: 'desk', path: '/doctors', word: 'booking-rail:directory', icon: IconStethoscope, place: 5 },
  ],
};
