import { IconFileSearch } from '@tabler/icons-react';
import type { Room } from '#web/platform/room.ts';

export const audit: Room = {
  words: 'audit',
  rail: 'audit-rail',
  pages: [
    { path: '/admin/audit', load: () => import('./log.tsx'), frame: 'staff', who: ['admin'] },
    { path: '/family/looks', load: () => import('./looks.tsx'), frame: 'public', who: ['patient'] },
  ],
  sections: [{ group: 'house', path: '/admin/audit', word: 'audit-rail:log', icon: IconFileSearch, place: 5 }],
};
