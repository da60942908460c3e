import { setTimeout as rest } from 'node:timers/promises';
import { type Database, system } from '#server/platform/database.ts';
import { newFollower } from '#server/platform/facts.ts';
import type { JobData, JobKind, Jobs } from '#server/platform/jobs.ts';
import type { Invitation, MailDoor } from '#server/platform/mail.ts';
import { calendarText, eventOf } from '../invitation/invitation.ts';
import * as statements from './letters.sql.ts';
import { type News, whenOf, words } from './letters-words.ts';

export { offerWords, whenOf } from './letters-words.ts';

/** Writes to everybody whom some appointments concern. */
export const letterJob: JobKind = { name: 'booking.letter', retryLimit: 12 };
/** Changes of one moment share a job: one for each would cost about as much as the booking. */
const mostInAJob = 20;
/** After each letter: people who book go before letters, and mail servers take no more than some at a time. */
const restMs = 20;

export type LettersDeps = {
  database: Database;
  jobs: Jobs;
  mail: MailDoor;
  now: () => Temporal.Instant;
  /** where people find the clinic */
  address: string;
  /** from whom invitations come */
  sender: string;
};

/** After each change of an appointment everybody is told how it stands: once, and nothing that is out of date. */
export function openLetters({ database, jobs, mail, now, address, sender }: LettersDeps) {
  const follower = newFollower({
    name: 'booking.letters',
    wants: [
      'appointment.booked',
      'appointment.confirmed',
      'appointment.rejected',
      'appointment.rescheduled',
      'appointment.cancelled',
    ],
    hear: async (tx, facts) => {
      const changed = facts.map(({ data }) => data.appointment.id);
      await jobs.askAll(tx, letterJob, shared([...new Set(changed)]));
    },
  });

  /** The job. One letter that cannot be sent keeps none of the others; the job is then tried again. */
  async function send({ appointments }: JobData): Promise<void> {
    let failed: unknown;
    for (const id of String(appointments).split(',')) {
      await sendFor(Number(id)).catch((error) => (failed ??= error));
    }
    if (failed) throw failed;
  }

  /** Whoever was told already what there is to tell is left in peace, so that it can be tried again. */
  async function sendFor(appointment: number): Promise<void> {
    const tellable = await database.as(system).row<statements.Tellable>(statements.readTellable(appointment));
    if (!tellable) return;
    for (const recipient of tellable.recipients) {
      const news = newsFor(tellable, recipient, now());
      if (!news) continue;
      await mail.send({ to: recipient.email, ...written(news, tellable, recipient) });
      const { id, status, sequence } = tellable;
      await database.as(system).rows(statements.noteTold(id, recipient.account_id, status, sequence));
      await rest(restMs);
    }
  }

  function written(news: News, tellable: statements.Tellable, recipient: statements.Recipient) {
    const { side } = recipient;
    const language = recipient.language ?? 'en';
    const { clinic, reference, doctor_name, patient_name, timezone } = tellable;
    const told = {
      clinic,
      reference,
      doctor: doctor_name,
      patient: patient_name,
      when: whenOf(tellable.starts_at, timezone, language),
      link: `${address}${side === 'patient' ? '/patient' : '/appointments/calendar'}`,
    };
    return { ...words(news, side, language, told), invitation: invitation(tellable, recipient) };
  }

  function invitation(tellable: statements.Tellable, recipient: statements.Recipient): Invitation {
    const { side, is_own, email, name } = recipient;
    const { clinic } = tellable;
    const about = { side, language: recipient.language ?? 'en', clinic } as const;
    const event = {
      ...eventOf({ ...tellable, is_own }, about),
      stamp: now().toString(),
      organizer: { name: clinic, email: sender },
      attendee: { name, email },
    };
    const method = event.status === 'CANCELLED' ? 'CANCEL' : 'REQUEST';
    return { method, text: calendarText([event], { method }) };
  }

  return { follower, send };
}

function shared(appointments: number[]): JobData[] {
  const parties = Math.ceil(appointments.length / mostInAJob);
  return Array.from({ length: parties }, (_, place) => ({
    appointments: appointments.slice(place * mostInAJob, (place + 1) * mostInAJob).join(','),
  }));
}

/** What is new since they were last told; nothing where it is over by itself. */
function newsFor(tellable: statements.Tellable, told: statements.Recipient, now: Temporal.Instant): News | undefined {
  const { status, sequence } = tellable;
  const wasTold = told.told_status !== null;
  if (status === 'cancelled' || status === 'rejected') {
    return told.told_status !== status ? status : undefined;
  }
  const isAhead = Date.parse(tellable.starts_at) > now.epochMilliseconds;
  if (!isAhead || (status !== 'pending' && status !== 'confirmed')) return undefined;
  if (!wasTold && sequence === 0) return status === 'pending' ? 'requested' : 'booked';
  const asksAgain = status === 'pending' && told.told_status === 'confirmed';
  if (sequence > (told.told_sequence ?? 0)) return asksAgain ? 'requested' : 'rescheduled';
  return told.told_status === 'pending' && status === 'confirmed' ? 'confirmed' : undefined;
}
