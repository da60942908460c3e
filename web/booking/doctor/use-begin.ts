import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { changeForm, currentForm, startForm } from '#web/booking/form/kept-form.ts';
import { type BookingForm, newForm, newVisit, type SlotChoice, withVisit } from '#web/booking/form/visit.ts';
import { meQuery } from '#web/platform/me.ts';

/** From a time into the form: at once, or by way of signing in and back to the same time. */
export function useBegin(doctorId: number, form: BookingForm | null): (slot: SlotChoice) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (slot) => {
    const choice = { starts_at: slot.starts_at, ends_at: slot.ends_at };
    if (form) changeForm((now) => opened(now, choice));
    else startForm(begun(doctorId, choice));
    void queries.ensureQueryData(meQuery).then((me) => {
      const here = `/doctors/${doctorId}`;
      if (me === null) return navigate({ to: '/sign-in', search: { next: here } });
      return navigate({ to: '.', search: {}, replace: true, resetScroll: false });
    });
  };
}

/** The first visit is the one whose time the page shows. One that was sent without an answer is asked about first. */
function opened(form: BookingForm, slot: SlotChoice): BookingForm {
  if (form.attempt?.unknown) return { ...form, open: true };
  const [first] = form.visits;
  const step = form.step === 'summary' ? 'who' : form.step;
  return { ...(first ? withVisit(form, first.key, { slot }) : form), open: true, step };
}

/** What was told for one doctor need not be typed again for another. */
function begun(doctorId: number, slot: SlotChoice): BookingForm {
  const before = currentForm();
  const [first] = before?.visits ?? [];
  const started = newForm(doctorId, slot);
  if (!before || !first) return started;
  const { words, files, patientId } = first;
  return { ...started, account: before.account, visits: [newVisit({ slot, words, files, patientId })] };
}
