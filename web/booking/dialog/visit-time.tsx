import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import type { BookingForm, Visit } from '#web/booking/form/visit.ts';
import { SlotPicker } from '#web/booking/slots/slot-picker.tsx';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Booking } from './use-booking.ts';
import classes from './visit-time.module.css';

type VisitTimeProps = {
  doctorId: number;
  form: BookingForm;
  visit: Visit;
  booking: Booking;
  fault: string | undefined;
};

/** When a visit is, and the slots to choose another of, right where one is. */
export function VisitTime({ doctorId, form, visit, booking, fault }: VisitTimeProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const [changing, setChanging] = useState(false);
  const { slot } = visit;
  const others = form.visits.filter(({ key }) => key !== visit.key).flatMap((other) => other.slot?.starts_at ?? []);
  const isPicking = changing || slot === null;
  return (
    <div className={classes.time} aria-invalid={fault ? true : undefined}>
      <div className={classes.line}>
        <IconCalendar size={20} stroke={1.5} aria-hidden />
        {slot ? (
          <p className={classes.words}>
            <strong>{times.full(slot.starts_at)}</strong>
            {slot.ends_at !== slot.starts_at && <span className={classes.until}> – {times.time(slot.ends_at)}</span>}
            {times.own(slot.starts_at) && <span className={classes.own}>{times.own(slot.starts_at)}</span>}
          </p>
        ) : (
          <p className={classes.words}>{t('who.noTime')}</p>
        )}
        {slot && (
          <Button size="compact-sm" variant="subtle" aria-expanded={isPicking} onClick={() => setChanging(!changing)}>
            {t(isPicking ? 'who.keepTime' : 'who.changeTime')}
          </Button>
        )}
      </div>
      {fault && <p className={classes.fault}>{fault}</p>}
      {isPicking && (
        <div className={classes.picker}>
          <SlotPicker
            narrow
            doctorId={doctorId}
            chosen={slot?.starts_at}
            yours={others}
            onChoose={(to) => {
              setChanging(false);
              booking.choose(visit.key, { starts_at: to.starts_at, ends_at: to.ends_at });
            }}
          />
        </div>
      )}
    </div>
  );
}
