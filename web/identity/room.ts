import type { Page } from '#web/platform/page.ts';

export const identityPages: Page[] = [
  { path: '/sign-in', load: () => import('./sign-in.tsx'), frame: 'plain', who: 'anyone' },
  { path: '/sign-up', load: () => import('./sign-up.tsx'), frame: 'plain', who: 'anyone' },
  { path: '/forgotten', load: () => import('./forgotten.tsx'), frame: 'plain', who: 'anyone' },
  { path: '/link', load: () => import('./link.tsx'), frame: 'plain', who: 'anyone' },
  { path: '/account', load: () => import('./account.tsx'), frame: 'account', who: 'signed-in' },
  { path: '/admin/mail', load: () => import('./mail.tsx'), frame: 'staff', who: ['admin'] },
];
