import { useSearch } from '@tanstack/react-router';
import type { DoctorCard } from '#contract/clinic.ts';
import { BookingDialog } from '#web/booking/dialog/booking-dialog.tsx';
import { useOwnForm } from '#web/booking/form/use-own-form.ts';
import { startIn } from '#web/booking/slots/slot-address.ts';
import { SlotPicker } from '#web/booking/slots/slot-picker.tsx';
import { WaitlistOffer } from '#web/booking/waitlist/waitlist-offer.tsx';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { Notice } from '#web/ui/notice.tsx';
import { ChosenBar } from './chosen-bar.tsx';
import classes from './doctor.module.css';
import { useBegin } from './use-begin.ts';
import { useChosen } from './use-chosen.ts';

/** A doctor's times, and the way from one of them into the form. */
export function DoctorTimes({ doctor }: { doctor: DoctorCard }) {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const form = useOwnForm(doctor.id);
  const { slot: asked } = useSearch({ strict: false }) as { slot?: unknown };
  const inForm = form?.visits.flatMap(({ slot }) => slot?.starts_at ?? []) ?? [];
  const chosen = useChosen(doctor.id, inForm[0] ?? startIn(asked));
  const begin = useBegin(doctor.id, form);
  const isStaff = me?.user !== undefined && me.user.role !== 'patient';
  const isOpen = form?.open === true;
  return (
    <>
      {isStaff && (
        <Notice>
          <p>{t('doctor.staff')}</p>
        </Notice>
      )}
      {doctor.is_available && (
        <div className={classes.times}>
          <SlotPicker
            doctorId={doctor.id}
            chosen={chosen && (isOpen || !chosen.isTaken) ? chosen.slot.starts_at : undefined}
            yours={inForm.slice(1)}
            onChoose={isStaff ? undefined : begin}
          />
          <WaitlistOffer doctorId={doctor.id} />
          {!isStaff && !isOpen && chosen && <ChosenBar chosen={chosen} isBegun={form !== null} onGo={begin} />}
        </div>
      )}
      {!isStaff && <BookingDialog doctor={doctor} form={form} />}
    </>
  );
}
