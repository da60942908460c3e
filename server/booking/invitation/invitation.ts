import type { Language } from '#contract/identity.ts';
import type { Actor, Database, Transaction } from '#server/platform/database.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import * as statements from './invitation.sql.ts';
import { type CalendarEvent, calendarText } from './invitation-text.ts';

export type { Dated } from './invitation.sql.ts';
export { calendarText } from './invitation-text.ts';

/** Whose eyes it is for: a patient sees the doctor's name, the clinic's people see the patient's. */
export type Side = 'patient' | 'doctor';
type About = { side: Side; language: Language; clinic: string };

/** Never what it is about: calendars are shown around, and kept by others. */
const titles: Record<Language, Record<Side, (dated: statements.Dated) => string>> = {
  en: {
    patient: ({ doctor_name }) => `Appointment with Dr ${doctor_name}`,
    doctor: ({ reference, patient_name }) => `Appointment ${reference}: ${patient_name}`,
  },
  fr: {
    patient: ({ doctor_name }) => `Rendez-vous avec Dr ${doctor_name}`,
    doctor: ({ reference, patient_name }) => `Rendez-vous ${reference} : ${patient_name}`,
  },
  ar: {
    patient: ({ doctor_name }) => `موعد مع د. ${doctor_name}`,
    doctor: ({ reference, patient_name }) => `موعد ${reference}: ${patient_name}`,
  },
};

export function eventOf(dated: statements.Dated, { side, language, clinic }: About): CalendarEvent {
  const title = titles[language][side](dated);
  const isForAnother = side === 'patient' && !dated.is_own;
  return {
    uid: `${dated.reference}-${dated.id}@salle`,
    sequence: dated.sequence,
    stamp: dated.revised_at,
    revised: dated.revised_at,
    starts: dated.starts_at,
    ends: dated.ends_at,
    status: statusOf(dated),
    summary: isForAnother ? `${title} (${dated.patient_name})` : title,
    description: dated.reference,
    location: clinic,
  };
}

function statusOf({ status }: statements.Dated): CalendarEvent['status'] {
  if (status === 'cancelled' || status === 'rejected') return 'CANCELLED';
  return status === 'pending' ? 'TENTATIVE' : 'CONFIRMED';
}

function sideOf({ role }: Pick<Actor, 'role'>): Side {
  return role === 'patient' ? 'patient' : 'doctor';
}

type Since = { starting: string; cancelled: string };

/** What the acting link's calendar holds from these moments on. */
export async function eventsSince(
  tx: Transaction,
  about: About,
  { starting, cancelled }: Since,
): Promise<CalendarEvent[]> {
  const dated = await tx.rows<statements.Dated>(statements.datedInFeed(starting, cancelled));
  return dated.map((each) => eventOf(each, about));
}

/** One appointment as a file for any calendar, in the words of whoever asks. */
export function openInvitations({ database }: { database: Database }) {
  return async (actor: Actor, id: number): Promise<string> => {
    return database.transaction(actor, async (tx) => {
      const dated = orNotFound(await tx.row<statements.Dated>(statements.readDated(id)));
      const { clinic, language } = await tx.one<statements.Reader>(statements.readReader);
      const event = eventOf(dated, { side: sideOf(actor), language: language ?? 'en', clinic });
      return calendarText([event], { method: 'PUBLISH' });
    });
  };
}
