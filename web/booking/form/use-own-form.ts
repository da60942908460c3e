import { useEffect } from 'react';
import { useMe } from '#web/platform/me.ts';
import { dropForm, useBookingForm } from './kept-form.ts';
import type { BookingForm } from './visit.ts';

/** What this person has begun to fill in for this doctor. Somebody else's is forgotten; so is one of whoever cannot book. */
export function useOwnForm(doctorId: number): BookingForm | null {
  const form = useBookingForm();
  const { data: me } = useMe();
  const isForeign = Boolean(me && form && form.account !== null && form.account !== me.user.id);
  const isStaffs = Boolean(me && form && me.user.role !== 'patient');
  useEffect(() => {
    if (isForeign || isStaffs) dropForm();
  }, [isForeign, isStaffs]);
  if (!form || isForeign || isStaffs || form.doctorId !== doctorId) return null;
  // Begun by nobody yet: it waits, closed, for somebody to sign in.
  return me === null && form.account === null ? { ...form, open: false } : form;
}
