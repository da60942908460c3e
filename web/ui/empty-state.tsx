import type { ComponentType, ReactNode } from 'react';
import classes from './state.module.css';

export type EmptyStateProps = {
  title: string;
  /** the next thing to do, in words */
  about?: ReactNode;
  /** … and as a button */
  action?: ReactNode;
  icon?: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
};

export function EmptyState({ title, about, action, icon: Icon }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      {Icon && <Icon size={32} stroke={1.25} aria-hidden />}
      <p className={classes.title}>{title}</p>
      {about && <p className={classes.about}>{about}</p>}
      {action}
    </div>
  );
}
