import type { Room } from '#web/platform/room.ts';

/** Every component in every state, to be looked at while building: in development, or built with `SALLE_UI=1`. */
export const gallery: Room = {
  words: 'ui',
  pages: [{ path: '/ui', load: () => import('./gallery.tsx'), frame: 'public', who: 'anyone', words: ['presence'] }],
  sections: [],
};
