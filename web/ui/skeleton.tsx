import type { CSSProperties } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './skeleton.module.css';

/** A line where words will come. */
export function SkeletonLine({ width = '100%', size = '1em' }: { width?: string; size?: string }) {
  const style: CSSProperties = { inlineSize: width, blockSize: size };
  return <span className={classes.bone} style={style} aria-hidden />;
}

/** A card's worth of lines, as many as are likely to come. */
export function SkeletonCards({ count = 6 }: { count?: number }) {
  const { t } = useTranslation('ui');
  return (
    <div className={classes.cards} role="status" aria-label={t('loading')}>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
        <div className={classes.card} key={at} aria-hidden>
          <SkeletonLine width="55%" size="1.2em" />
          <SkeletonLine width="35%" />
          <SkeletonLine width="90%" />
          <SkeletonLine width="70%" />
        </div>
      ))}
    </div>
  );
}

/** A form or a page of words that is on its way. */
export function SkeletonText({ lines = 5 }: { lines?: number }) {
  const { t } = useTranslation('ui');
  return (
    <div className={classes.text} role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
        <SkeletonLine key={at} width={`${92 - ((at * 17) % 45)}%`} />
      ))}
    </div>
  );
}
