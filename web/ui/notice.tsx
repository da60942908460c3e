import { IconAlertTriangle, IconHourglass, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

const icons = { calm: IconInfoCircle, waiting: IconHourglass, alarm: IconAlertTriangle };

export type NoticeProps = {
  tone?: keyof typeof icons;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** said aloud as it appears */
  live?: boolean;
};

/** A paragraph that wants to be read before what follows it. */
export function Notice({ tone = 'calm', title, children, actions, live = false }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={live ? 'alert' : undefined}>
      <Icon size={20} aria-hidden />
      <div className={classes.words}>
        {title && <p className={classes.title}>{title}</p>}
        {children}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
