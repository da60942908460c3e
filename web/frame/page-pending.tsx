import { SkeletonLine, SkeletonText } from '#web/ui/skeleton.tsx';
import classes from './page-pending.module.css';

/** A page that is on its way: its heading and some lines. */
export function PagePending() {
  return (
    <div className={classes.page}>
      <SkeletonLine width="14rem" size="1.75rem" />
      <SkeletonText lines={6} />
    </div>
  );
}
