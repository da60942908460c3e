import { useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { isKeptProse } from '#web/ui/form/typed-text.ts';
import { useFieldReason } from '#web/ui/reason.ts';
import {
  type BookingForm,
  faultOf,
  type MedicalWord,
  medicalWords,
  type Step,
  type Visit,
  type VisitFault,
} from './visit.ts';

export type Checks = ReturnType<typeof useChecks>;

/** What is still missing: said once somebody wants to go on, at the place where it is missing. */
export function useChecks(form: BookingForm | null) {
  const { t } = useTranslation('booking');
  const reason = useFieldReason();
  const [asked, setAsked] = useState<readonly Step[]>([]);
  const visits = form?.visits ?? [];

  function isWhole(step: Step): boolean {
    return visits.every((visit) => (step === 'medical' ? isTold(visit) : step !== 'who' || !faultOf(visit)));
  }

  return {
    /** whether one may leave the step; from now on its faults are shown */
    pass: (step: Step): boolean => {
      setAsked((before) => (before.includes(step) ? before : [...before, step]));
      return isWhole(step);
    },
    faultAt: (visit: Visit, place: VisitFault): string | undefined =>
      asked.includes('who') && faultOf(visit) === place ? t(`fault.${place}`) : undefined,
    wordFault: (visit: Visit, word: MedicalWord): string | undefined => {
      if (!asked.includes('medical')) return undefined;
      if (word === 'complaint' && lacksComplaint(visit)) return t('fault.complaint');
      return isKeptProse(visit.words[word]) ? undefined : reason({ field: word, rule: 'prose', message: '' });
    },
    forget: () => setAsked([]),
  };
}

function isTold(visit: Visit): boolean {
  return !lacksComplaint(visit) && medicalWords.every((word) => isKeptProse(visit.words[word]));
}

function lacksComplaint({ words }: Visit): boolean {
  return words.complaint.trim() === '';
}
