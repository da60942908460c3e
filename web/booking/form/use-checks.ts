import { useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { type BookingForm, faultOf, type Step, type Visit, type VisitFault } from './visit.ts';

export type Checks = ReturnType<typeof useChecks>;

/** What is still missing: said once somebody wants to go on, at the place where it is missing. */
export function useChecks(form: BookingForm | null) {
  const { t } = useTranslation('booking');
  const [asked, setAsked] = useState<readonly Step[]>([]);
  const visits = form?.visits ?? [];

  function isWhole(step: Step): boolean {
    return visits.every((visit) => (step === 'medical' ? !lacksComplaint(visit) : step !== 'who' || !faultOf(visit)));
  }

  return {
    /** whether one may leave the step; from now on its faults are shown */
    pass: (step: Step): boolean => {
      setAsked((before) => (before.includes(step) ? before : [...before, step]));
      return isWhole(step);
    },
    faultAt: (visit: Visit, place: VisitFault): string | undefined =>
      asked.includes('who') && faultOf(visit) === place ? t(`fault.${place}`) : undefined,
    complaintFault: (visit: Visit): string | undefined =>
      asked.includes('medical') && lacksComplaint(visit) ? t('fault.complaint') : undefined,
    forget: () => setAsked([]),
  };
}

function lacksComplaint({ words }: Visit): boolean {
  return words.complaint.trim() === '';
}
