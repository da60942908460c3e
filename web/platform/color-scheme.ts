import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import { changeSettings, currentSettings, hearSettings, type Theme } from './settings.ts';

const schemes: Record<Theme, MantineColorScheme> = { system: 'auto', light: 'light', dark: 'dark' };
let deafen = () => {};

/** Lets the component library follow our settings, which alone are remembered. */
export const colorScheme: MantineColorSchemeManager = {
  get: () => schemes[currentSettings().theme],
  set: (scheme) => changeSettings({ theme: scheme === 'auto' ? 'system' : scheme }),
  subscribe: (onUpdate) => {
    deafen = hearSettings(() => onUpdate(schemes[currentSettings().theme]));
  },
  unsubscribe: () => deafen(),
  clear: () => changeSettings({ theme: 'system' }),
};
