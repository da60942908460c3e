import type { Page } from '#web/platform/page.ts';

export const broadcastingPages: Page[] = [
  {
    ...{ path: '/appointments/realtime-test', frame: 'staff', who: ['admin'] },
    load: () => import('./realtime-test.tsx'),
  },
];
