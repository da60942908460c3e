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
/** An appointment that is moved is told of when it has stood so long: whoever moves it often, or back, writes to nobody for it. */
const settlesMs = 180_000;

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

/**
 * After each change of an appointment everybody is told how it stands: once, and nothing that is out of date. Where it has only
 * been moved, by whomever, the letter waits until it has settled, and tells the difference to what was told last.
 */
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
    const unsettledMs = Date.parse(tellable.revised_at) + settlesMs - now().epochMilliseconds;
    let waits = false;
    for (const recipient of tellable.recipients) {
      const told = newsFor(tellable, recipient, now());
      if (!told) continue;
      if (told.isMove && unsettledMs > 0) {
        waits = true;
        continue;
      }
      await mail.send({ to: recipient.email, ...written(told.news, tellable, recipient) });
      await database.as(system).rows(statements.noteTold(tellable, recipient.account_id));
      await rest(restMs);
    }
    if (waits) await askAgain(appointment, Math.ceil(unsettledMs / 1000));
  }

  function askAgain(appointment: number, seconds: number): Promise<void> {
    return database.transaction(system, (tx) =>
      jobs.askLater(tx, letterJob, { appointments: String(appointment) }, seconds),
    );
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

/** What is new since they were last told, and whether it is no more than another time; nothing where it is over by itself. */
function newsFor(
  tellable: statements.Tellable,
  told: statements.Recipient,
  now: Temporal.Instant,
): { news: News; isMove: boolean } | undefined {
  const { status, sequence } = tellable;
  if (status === 'cancelled' || status === 'rejected') {
    return told.told_status !== status ? { news: status, isMove: false } : undefined;
  }
  const isAhead = Date.parse(tellable.starts_at) > now.epochMilliseconds;
  if (!isAhead || (status !== 'pending' && status !== 'confirmed')) return undefined;
  const wasTold = told.told_status !== null;
  if (!wasTold && sequence === 0) return { news: status === 'pending' ? 'requested' : 'booked', isMove: false };
  if (told.told_status === 'pending' && status === 'confirmed') {
    return { news: told.told_elsewhere ? 'rescheduled' : 'confirmed', isMove: false };
  }
  if (wasTold && !told.told_elsewhere && told.told_status === status) return undefined;
  const asksAgain = status === 'pending' && told.told_status === 'confirmed';
  return { news: asksAgain ? 'requested' : 'rescheduled', isMove: true };
}
