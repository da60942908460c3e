import classes from './wordmark.module.css';

/** A room in plan, its door ajar: the salle. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path d="M19 27H5V5h22v14" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M27 27v-8a8 8 0 0 0-8 8" className={classes.swing} />
      <path d="M27 19v8" stroke="var(--salle-accent)" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  );
}

export function Wordmark({ name }: { name?: string | undefined }) {
  return (
    <span className={classes.wordmark}>
      <Mark />
      <span className={classes.name}>{name ?? 'Salle'}</span>
    </span>
  );
}
