import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { ToastRegion } from '#web/ui/toast-region.tsx';
import { Arrival } from './arrival.tsx';
import { useEndedSignIn } from './ended-sign-in.ts';
import { hearKeys, useKeys } from './key-presses.ts';
import { LiveCorner } from './live-corner.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { useProfileSettings } from './profile-settings.ts';
import classes from './root.module.css';

const KeysSheet = lazy(() => import('./keys.tsx').then(({ KeysSheet }) => ({ default: KeysSheet })));
const SignInAgain = lazy(() => import('./sign-in-again.tsx').then(({ SignInAgain }) => ({ default: SignInAgain })));

/** What is there on every page, whatever its frame. */
export function Root() {
  const { t } = useTranslation('frame');
  const { shown } = useKeys();
  useEffect(hearKeys, []);
  const ended = useEndedSignIn();
  useProfileSettings();
  return (
    <>
      <a href="#main" className={classes.skip}>
        {t('skip')}
      </a>
      <Outlet />
      <LiveCorner />
      <OfflineBanner />
      <ToastRegion />
      <Arrival />
      <Suspense>
        {shown && <KeysSheet />}
        {ended && <SignInAgain user={ended} />}
      </Suspense>
    </>
  );
}
