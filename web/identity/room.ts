import { IconMail } from '@tabler/icons-react';
import type { Room } from '#web/platform/room.ts';

export const identity: Room = {
  words: 'identity',
  rail: 'identity-rail',
  pages: [
    { path: '/sign-in', load: () => import('./sign-in.tsx'), frame: 'plain', who: 'anyone' },
    { path: '/sign-up', load: () => import('./sign-up.tsx'), frame: 'plain', who: 'anyone' },
    { path: '/forgotten', load: () => import('./forgotten.tsx'), frame: 'plain', who: 'anyone' },
    { path: '/link', load: () => import('./link.tsx'), frame: 'plain', who: 'anyone' },
    { path: '/account', load: () => import('./account.tsx'), frame: 'account', who: 'signed-in' },
    { path: '/admin/mail', load: () => import('./mail.tsx'), frame: 'staff', who: ['admin'] },
  ],
  sections: [{ group: 'house', path: '/admin/mail', word: 'identity-rail:mail', icon: IconMail, place: 3 }],
};
