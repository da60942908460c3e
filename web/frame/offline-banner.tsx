import { IconCloudOff } from '@tabler/icons-react';
import { useState } from 'react';
import { tryAgain, useConnectionLost } from '#web/platform/connection.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { LastKnown } from './live-corner.tsx';
import classes from './offline-banner.module.css';

/** Speaks up only while the server can't be reached, and goes by itself. */
export function OfflineBanner() {
  const { t } = useTranslation('frame');
  const lost = useConnectionLost();
  const [trying, setTrying] = useState(false);
  async function retry() {
    setTrying(true);
    await tryAgain();
    setTrying(false);
  }
  return (
    <div role="status" className={classes.place}>
      {lost && (
        <div className={classes.banner}>
          <IconCloudOff size={20} stroke={1.5} aria-hidden />
          <p>
            {t('offline.about')}
            <LastKnown />
          </p>
          <button type="button" onClick={() => void retry()} aria-disabled={trying}>
            {t(trying ? 'offline.trying' : 'offline.retry')}
          </button>
        </div>
      )}
    </div>
  );
}
