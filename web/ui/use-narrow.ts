import { useMediaQuery } from '@mantine/hooks';

/** A phone's width: tables become cards, panels fill the screen. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
}
