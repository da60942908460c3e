import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { openRouter } from './frame/router.tsx';
import { gallery } from './gallery/room.ts';
import { colorScheme } from './platform/color-scheme.ts';
import { queries } from './platform/queries.ts';
import { Rooms } from './platform/room.ts';
import { rooms } from './rooms.ts';
import { cssVariablesResolver, theme } from './ui/theme.ts';

export const router = openRouter(import.meta.env.DEV || import.meta.env.SALLE_UI ? [...rooms, gallery] : rooms);

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
          <Rooms value={rooms}>
            <RouterProvider router={router} />
          </Rooms>
        </MantineProvider>
      </DirectionProvider>
    </QueryClientProvider>
  );
}
