import { IconBroadcast } from '@tabler/icons-react';
import type { Room } from '#web/platform/room.ts';

const path = '/appointments/realtime-test';

export const broadcasting: Room = {
  words: 'broadcasting',
  rail: 'broadcasting-rail',
  pages: [{ path, load: () => import('./realtime-test.tsx'), frame: 'staff', who: ['admin'] }],
  sections: [{ group: 'house', path, word: 'broadcasting-rail:realtime', icon: IconBroadcast, place: 4 }],
};
