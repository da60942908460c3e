import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { changeForm } from '#web/booking/form/kept-form.ts';
import type { Checks } from '#web/booking/form/use-checks.ts';
import { type BookingForm, type Step, steps } from '#web/booking/form/visit.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './booking-dialog.module.css';
import type { Booking } from './use-booking.ts';

type BookingFooterProps = { form: BookingForm; booking: Booking; checks: Checks };

/** The way on and the way back, within the thumb's reach. */
export function BookingFooter({ form, booking, checks }: BookingFooterProps) {
  const { t } = useTranslation('booking');
  const here = steps.indexOf(form.step);
  const before = steps[here - 1];
  const after = steps[here + 1];
  const isStuck = form.attempt?.unknown ?? false;
  const go = (step: Step) => changeForm((now) => ({ ...now, step }));

  function onward() {
    if (!checks.pass(form.step)) return focusOnFault();
    booking.forgive();
    if (after) return go(after);
    const lacking = (['who', 'medical'] as const).find((step) => !checks.pass(step));
    if (lacking) return go(lacking);
    void booking.send();
  }

  return (
    <div className={classes.footer}>
      {before && !isStuck && (
        <Button variant="default" size="md" disabled={booking.pending} onClick={() => go(before)}>
          {t('dialog.back')}
        </Button>
      )}
      <Button size="md" className={classes.onward} loading={booking.pending} onClick={onward} data-onward>
        {after
          ? t('dialog.next')
          : t(isStuck && !booking.pending ? 'dialog.again' : 'dialog.book', { count: form.visits.length })}
      </Button>
    </div>
  );
}

/** Once what is missing has been marked. */
function focusOnFault() {
  setTimeout(() => {
    const faulty = document.querySelector<HTMLElement>('[role="dialog"] [aria-invalid="true"]');
    (faulty?.matches('input, textarea, button')
      ? faulty
      : faulty?.querySelector<HTMLElement>('input, textarea, button')
    )?.focus();
  });
}
