import { useFormat } from '#web/platform/format.ts';
import classes from './price.module.css';

/** An amount in hundredths, as the person's language writes it; isolated, so that it keeps its order within Arabic. */
export function Price({ cents, currency }: { cents: number; currency: string }) {
  return <bdi className={classes.price}>{useFormat().price(cents, currency)}</bdi>;
}
