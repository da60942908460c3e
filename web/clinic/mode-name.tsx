import { IconBuilding, IconMessage, IconPhone, IconVideo } from '@tabler/icons-react';
import type { Mode } from '#contract/clinic.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './mode-name.module.css';

const icons = { video: IconVideo, voice: IconPhone, chat: IconMessage, in_person: IconBuilding };

/** How a consultation takes place, by its icon and its word. */
export function ModeName({ mode }: { mode: Mode }) {
  const { t } = useTranslation('clinic');
  const Icon = icons[mode];
  return (
    <span className={classes.mode}>
      <Icon size={16} aria-hidden />
      {t(`mode.${mode}`)}
    </span>
  );
}
