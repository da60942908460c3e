import { Modal } from '@mantine/core';
import '@mantine/core/styles/Modal.layer.css';
import { useEffect, useRef } from 'react';
import type { DoctorCard } from '#contract/clinic.ts';
import { changeForm, currentForm } from '#web/booking/form/kept-form.ts';
import { useChecks } from '#web/booking/form/use-checks.ts';
import { type BookingForm, isHeld } from '#web/booking/form/visit.ts';
import { StepMedical } from '#web/booking/medical/step-medical.tsx';
import { Refused } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import { useNarrow } from '#web/ui/use-narrow.ts';
import { Booked } from './booked.tsx';
import classes from './booking-dialog.module.css';
import { BookingFooter } from './booking-footer.tsx';
import { HoldClock } from './hold-clock.tsx';
import { letGoOf } from './holds.ts';
import { Problems } from './problems.tsx';
import { StepList } from './step-list.tsx';
import { StepSummary } from './step-summary.tsx';
import { StepWho } from './step-who.tsx';
import { useBooking } from './use-booking.ts';
import { useKeptVisits } from './use-kept-visits.ts';

type BookingDialogProps = { doctor: DoctorCard; form: BookingForm | null };

/** Three short steps from a time to a reference. Closing it gives the time back and keeps what was typed. */
export function BookingDialog({ doctor, form }: BookingDialogProps) {
  const { t } = useTranslation('booking');
  const narrow = useNarrow();
  const booking = useBooking();
  const { booked, forgive } = booking;
  const checks = useChecks(form);
  const isOpen = booked !== null || (form?.open ?? false);
  useKeptVisits(form, booking, doctor);
  useSignedInAgain(booking.problem?.error, forgive);
  useLeft();

  function close() {
    if (booked) return booking.finish();
    if (booking.pending) return;
    checks.forget();
    forgive();
    putAside();
  }

  return (
    <Modal.Root opened={isOpen} onClose={close} closeOnClickOutside={false} fullScreen={narrow} size="46rem" centered>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content>
        <Modal.Body className={classes.body} data-steps={booked === null} data-full={narrow}>
          <div className={classes.header}>
            <Modal.Title className={classes.title}>
              {booked ? t('booked.title', { count: booked.length }) : t('dialog.title', { name: doctor.name })}
            </Modal.Title>
            {form && !booked && <Clock form={form} />}
            <Modal.CloseButton aria-label={t('dialog.close')} />
          </div>
          {booked && <Booked booked={booked} doctor={doctor} onDone={booking.finish} />}
          {form && !booked && <Steps doctor={doctor} form={form} booking={booking} checks={checks} />}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

type StepsProps = {
  doctor: DoctorCard;
  form: BookingForm;
  booking: ReturnType<typeof useBooking>;
  checks: ReturnType<typeof useChecks>;
};

function Steps({ doctor, form, booking, checks }: StepsProps) {
  const body = useRef<HTMLDivElement>(null);
  useFocusOnStep(form.step, body);
  return (
    <>
      <StepList step={form.step} isStuck={form.attempt?.unknown ?? false} />
      <div ref={body} className={classes.step}>
        <Problems form={form} booking={booking} />
        {form.step === 'who' && <StepWho doctor={doctor} form={form} booking={booking} checks={checks} />}
        {form.step === 'medical' && <StepMedical form={form} checks={checks} />}
        {form.step === 'summary' && <StepSummary doctor={doctor} form={form} />}
      </div>
      <BookingFooter form={form} booking={booking} checks={checks} />
    </>
  );
}

/** The earliest end among what is kept is what one has to hurry for. */
function Clock({ form }: { form: BookingForm }) {
  const held = form.visits.filter((visit) => isHeld(visit)).map(({ hold }) => hold?.until ?? 0);
  if (held.length === 0) return null;
  return <HoldClock until={Math.min(...held)} />;
}

/** Each step begins at its name; the first is opened by the dialog itself. */
function useFocusOnStep(step: string, body: React.RefObject<HTMLDivElement | null>) {
  const last = useRef(step);
  useEffect(() => {
    if (last.current === step) return;
    last.current = step;
    body.current?.querySelector<HTMLElement>('[data-step]')?.focus({ preventScroll: true });
    body.current?.scrollTo({ top: 0 });
  }, [step, body]);
}

/** Gives the times back; what was typed waits for whoever comes again. */
function putAside() {
  void letGoOf(currentForm()?.visits ?? []);
  changeForm((now) => ({ ...now, open: false, visits: now.visits.map((visit) => ({ ...visit, hold: null })) }));
}

/** Whoever goes to another page needs the times no longer. On the way to sign-in nobody has any yet. */
function useLeft() {
  useEffect(
    () => () => {
      const form = currentForm();
      if (form?.open && form.account !== null) putAside();
    },
    [],
  );
}

/** Whoever had to sign in once more need not read any longer that they must. */
function useSignedInAgain(error: unknown, forgive: () => void) {
  const { data: me } = useMe();
  const isAsked = error instanceof Refused && error.code === 'sign_in_required';
  useEffect(() => {
    if (me && isAsked) forgive();
  }, [me, isAsked, forgive]);
}
