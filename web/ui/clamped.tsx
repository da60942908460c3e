import classes from './clamped.module.css';

/** Words that may be very long: two lines of them, the rest where the pointer rests. */
export function Clamped({ children }: { children: string }) {
  return (
    <span className={classes.clamped} title={children}>
      {children}
    </span>
  );
}
