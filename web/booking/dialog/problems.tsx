import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { type BookingForm, isHeld } from '#web/booking/form/visit.ts';
import { useNow } from '#web/booking/use-now.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import { useReason } from '#web/ui/reason.ts';
import classes from './problems.module.css';
import { leavesUnknown } from './sending.ts';
import { type Booking, placeOf } from './use-booking.ts';

/** What stands in the way, in words, and the way on; nothing that was typed goes. */
export function Problems({ form, booking }: { form: BookingForm; booking: Booking }) {
  return (
    <>
      <Refusal form={form} booking={booking} />
      {!booking.problem && <Expired form={form} booking={booking} />}
    </>
  );
}

function Refusal({ form, booking: { problem, pending, chooseStart } }: { form: BookingForm; booking: Booking }) {
  const { t } = useTranslation('booking');
  const reason = useReason();
  const times = useClinicTimes();
  if (pending) return null;
  if (form.attempt?.unknown && (!problem || leavesUnknown(problem.error))) {
    return (
      <Notice tone="alarm" live title={t('unknown.title')}>
        <p>{t('unknown.about')}</p>
      </Notice>
    );
  }
  if (!problem) return null;
  const { error, visit, alternatives } = problem;
  return (
    <Notice
      tone="alarm"
      live
      actions={
        visit &&
        alternatives.length > 0 && (
          <div className={classes.alternatives}>
            <p>{t('conflict.nearest')}</p>
            {alternatives.map((start) => (
              <Button key={start} variant="default" onClick={() => chooseStart(visit, start)}>
                {times.short(start)}
              </Button>
            ))}
          </div>
        )
      }
    >
      <p>{reason(error)}</p>
      {placeOf(error) === 'time' && <p>{t('conflict.kept')}</p>}
    </Notice>
  );
}

/** Time is over: it is everybody's again, and the form's own as long as nobody else has taken it. */
function Expired({ form, booking }: { form: BookingForm; booking: Booking }) {
  const { t } = useTranslation('booking');
  const now = useNow(true);
  const over = form.visits.filter(
    (visit) => visit.slot && visit.hold && !isHeld(visit, now) && visit.hold.until <= now,
  );
  if (over.length === 0 || booking.pending || form.attempt?.unknown) return null;
  return (
    <Notice tone="waiting" live title={t('hold.overTitle')}>
      <p>{t('hold.overAbout')}</p>
    </Notice>
  );
}
