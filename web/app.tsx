import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { bookingPages } from './booking/room.ts';
import { broadcastingPages } from './broadcasting/room.ts';
import { clinicPages } from './clinic/room.ts';
import { makeRouter } from './frame/router.tsx';
import { uiPages } from './gallery/room.ts';
import { identityPages } from './identity/room.ts';
import { colorScheme } from './platform/color-scheme.ts';
import { queries } from './platform/queries.ts';
import { schedulePages } from './schedule/room.ts';
import { cssVariablesResolver, theme } from './ui/theme.ts';

/** Every page of the application, room by room: the one file that knows all rooms. */
const gallery = import.meta.env.DEV || import.meta.env.SALLE_UI ? uiPages : [];
export const router = makeRouter([
  { words: 'identity', pages: identityPages },
  { words: 'clinic', pages: clinicPages },
  { words: 'booking', pages: bookingPages },
  { words: 'schedule', pages: schedulePages },
  { words: 'broadcasting', pages: broadcastingPages },
  { words: 'ui', pages: gallery },
]);

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <DirectionProvider>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariablesResolver}
          colorSchemeManager={colorScheme}
          defaultColorScheme="auto"
        >
          <RouterProvider router={router} />
        </MantineProvider>
      </DirectionProvider>
    </QueryClientProvider>
  );
}
