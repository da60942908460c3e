import type { ReactNode } from 'react';
import classes from './page-header.module.css';

export type PageHeaderProps = {
  title: string;
  /** one sentence on what the page is for, where its title does not say it */
  about?: ReactNode;
  /** what a person most often comes here to do */
  actions?: ReactNode;
};

/** The page's one `h1`; the browser's tab is named after it. */
export function PageHeader({ title, about, actions }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      <title>{title}</title>
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {about && <p className={classes.about}>{about}</p>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
