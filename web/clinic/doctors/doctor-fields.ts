import { type DoctorRecord, type Mode, modes, spoken } from '#contract/clinic.ts';
import type { FieldError } from '#contract/refusals.ts';
import { readAmount, writeAmount } from '#web/ui/form/amount.ts';
import type { Faults } from '#web/ui/form/draft.ts';

type Spoken = (typeof spoken)[number];

/** A doctor's form. A mode holds the amount as it was typed; null where the mode is not offered. */
export type DoctorFields = {
  name: string;
  email: string;
  specialization_id: string;
  biography: string;
  languages: Spoken[];
} & Record<Mode, string | null>;

export const blankDoctor: DoctorFields = {
  name: '',
  email: '',
  specialization_id: '',
  biography: '',
  languages: [],
  video: null,
  voice: null,
  chat: null,
  in_person: null,
};

export function doctorFields(record: DoctorRecord): DoctorFields {
  const amounts = record.prices.map(({ mode, cents }) => [mode, writeAmount(cents)]);
  return {
    ...blankDoctor,
    ...Object.fromEntries(amounts),
    name: record.name,
    email: record.email,
    specialization_id: record.specialization ? String(record.specialization.id) : '',
    biography: record.biography,
    languages: knownLanguages(record.languages),
  };
}

export function knownLanguages(codes: readonly string[]): Spoken[] {
  return spoken.filter((code) => codes.includes(code));
}

export function doctorFaults(values: DoctorFields, amountFault: string): Faults {
  const unreadable = offered(values).filter((mode) => readAmount(values[mode] ?? '') === null);
  return Object.fromEntries(unreadable.map((mode) => [mode, amountFault]));
}

/** What is sent of it; the e-mail only when a doctor is added. */
export function doctorBody(values: DoctorFields) {
  return {
    name: values.name,
    biography: values.biography,
    languages: values.languages,
    prices: offered(values).map((mode) => ({ mode, cents: readAmount(values[mode] ?? '') ?? 0 })),
  };
}

/** `prices.1.cents` is the second mode offered. */
export function doctorPlace({ field }: FieldError, values: DoctorFields): string {
  const [head = '', at] = field.split('.');
  if (head === 'prices') return offered(values)[Number(at)] ?? 'video';
  return head;
}

function offered(values: DoctorFields): Mode[] {
  return modes.filter((mode) => values[mode] !== null);
}
