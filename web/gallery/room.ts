import type { Page } from '#web/platform/page.ts';

/** Every component in every state, to be looked at while building: in development, or built with `SALLE_UI=1`. */
export const uiPages: Page[] = [
  { path: '/ui', load: () => import('./gallery.tsx'), frame: 'public', who: 'anyone', words: ['presence'] },
];
