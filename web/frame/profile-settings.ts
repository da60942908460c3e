import { useEffect } from 'react';
import { useProfile } from '#web/platform/me.ts';
import { changeSettings, currentSettings } from '#web/platform/settings.ts';

/** What the account has chosen follows it into every browser; what it has left open, the browser decides. */
export function useProfileSettings(): void {
  const { data: profile } = useProfile();
  const language = profile?.language ?? undefined;
  const theme = profile?.theme === 'system' ? undefined : profile?.theme;
  useEffect(() => {
    const now = currentSettings();
    if (language && language !== now.language) changeSettings({ language });
    if (theme && theme !== now.theme) changeSettings({ theme });
  }, [language, theme]);
}
