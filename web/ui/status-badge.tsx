import {
  IconArchive,
  IconBan,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconEye,
  IconEyeOff,
  IconHourglass,
  IconMailForward,
  IconUserOff,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './status-badge.module.css';

type Look = { tone: 'amber' | 'teal' | 'green' | 'grey' | 'struck' | 'coral'; icon: ComponentType<IconProps> | 'live' };
type IconProps = { size?: number; stroke?: number; 'aria-hidden'?: boolean };

/** One colour, one icon and one word for each status, everywhere. */
const looks = {
  pending: { tone: 'amber', icon: IconHourglass },
  confirmed: { tone: 'teal', icon: IconCheck },
  in_progress: { tone: 'green', icon: 'live' },
  completed: { tone: 'grey', icon: IconCircleCheck },
  cancelled: { tone: 'struck', icon: IconX },
  rejected: { tone: 'struck', icon: IconBan },
  no_show: { tone: 'coral', icon: IconUserOff },
  waiting: { tone: 'coral', icon: IconHourglass },
  approved: { tone: 'teal', icon: IconCheck },
  active: { tone: 'teal', icon: IconCheck },
  available: { tone: 'green', icon: IconEye },
  unavailable: { tone: 'grey', icon: IconEyeOff },
  invited: { tone: 'amber', icon: IconMailForward },
  retired: { tone: 'grey', icon: IconArchive },
  held: { tone: 'amber', icon: IconClock },
} as const satisfies Record<string, Look>;

export type Status = keyof typeof looks;
export const statuses = Object.keys(looks) as Status[];

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation('ui');
  const look: Look = looks[status];
  return (
    <span className={classes.badge} data-tone={look.tone}>
      {look.icon === 'live' ? <span className={classes.live} aria-hidden /> : <look.icon size={14} aria-hidden />}
      <span className={classes.word}>{t(`status.${status}`)}</span>
    </span>
  );
}
