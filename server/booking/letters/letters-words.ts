import { asTamed } from '#contract/characters.ts';
import type { Language } from '#contract/identity.ts';
import type { Side } from '../invitation/invitation.ts';

/** What has happened to an appointment since somebody was last told. */
export type News = 'booked' | 'requested' | 'confirmed' | 'rejected' | 'rescheduled' | 'cancelled';
export type Words = { subject: string; text: string };
export type Told = {
  clinic: string;
  reference: string;
  doctor: string;
  patient: string;
  /** in the clinic's time, in the reader's language */
  when: string;
  link: string;
};

/** Times and names alone: what an appointment is about stands in no letter. */
type Phrases = {
  subject: Record<News, string>;
  opening: Record<Side, Record<News, string>>;
  labels: { when: string; doctor: string; patient: string; where: string; reference: string };
  closing: string;
  offered: { subject: string; opening: string; until: string; labelUntil: string };
};

const phrases: Record<Language, Phrases> = {
  en: {
    subject: {
      booked: 'Your appointment is booked',
      requested: 'Your appointment is requested',
      confirmed: 'Your appointment is confirmed',
      rejected: 'Your appointment could not be confirmed',
      rescheduled: 'Your appointment has moved',
      cancelled: 'Your appointment is cancelled',
    },
    opening: {
      patient: {
        booked: 'The appointment is booked.',
        requested: 'The appointment is requested. The doctor will confirm it, and we will write to you then.',
        confirmed: 'The doctor has confirmed the appointment.',
        rejected: 'Unfortunately the doctor cannot take this appointment. Please choose another time.',
        rescheduled: 'The appointment has been moved to another time.',
        cancelled: 'The appointment has been cancelled.',
      },
      doctor: {
        booked: 'An appointment has been booked with you.',
        requested: 'An appointment with you is requested. Please confirm or reject it.',
        confirmed: 'An appointment with you is confirmed.',
        rejected: 'A request for an appointment with you was rejected.',
        rescheduled: 'An appointment with you has been moved to another time.',
        cancelled: 'An appointment with you has been cancelled.',
      },
    },
    labels: { when: 'When', doctor: 'Doctor', patient: 'Patient', where: 'Where', reference: 'Reference' },
    closing: 'All your appointments:',
    offered: {
      subject: 'A time has become free',
      opening: 'A time that you were waiting for has become free. It is held for you for ten minutes.',
      labelUntil: 'Held until',
      until: 'Book it here before then, or it goes to the next in line:',
    },
  },
  fr: {
    subject: {
      booked: 'Votre rendez-vous est réservé',
      requested: 'Votre rendez-vous est demandé',
      confirmed: 'Votre rendez-vous est confirmé',
      rejected: 'Votre rendez-vous n’a pas pu être confirmé',
      rescheduled: 'Votre rendez-vous a été déplacé',
      cancelled: 'Votre rendez-vous est annulé',
    },
    opening: {
      patient: {
        booked: 'Le rendez-vous est réservé.',
        requested: 'Le rendez-vous est demandé. Le médecin le confirmera, et nous vous écrirons alors.',
        confirmed: 'Le médecin a confirmé le rendez-vous.',
        rejected: 'Malheureusement, le médecin ne peut pas assurer ce rendez-vous. Veuillez choisir un autre horaire.',
        rescheduled: 'Le rendez-vous a été déplacé à un autre horaire.',
        cancelled: 'Le rendez-vous a été annulé.',
      },
      doctor: {
        booked: 'Un rendez-vous a été réservé avec vous.',
        requested: 'Un rendez-vous avec vous est demandé. Veuillez le confirmer ou le refuser.',
        confirmed: 'Un rendez-vous avec vous est confirmé.',
        rejected: 'Une demande de rendez-vous avec vous a été refusée.',
        rescheduled: 'Un rendez-vous avec vous a été déplacé à un autre horaire.',
        cancelled: 'Un rendez-vous avec vous a été annulé.',
      },
    },
    labels: { when: 'Quand', doctor: 'Médecin', patient: 'Patient', where: 'Où', reference: 'Référence' },
    closing: 'Tous vos rendez-vous :',
    offered: {
      subject: 'Un horaire s’est libéré',
      opening: 'Un horaire que vous attendiez s’est libéré. Il vous est réservé pendant dix minutes.',
      labelUntil: 'Réservé jusqu’à',
      until: 'Prenez-le ici avant, sinon il sera proposé à la personne suivante :',
    },
  },
  ar: {
    subject: {
      booked: 'تم حجز موعدك',
      requested: 'تم إرسال طلب موعدك',
      confirmed: 'تم تأكيد موعدك',
      rejected: 'تعذّر تأكيد موعدك',
      rescheduled: 'تغيّر وقت موعدك',
      cancelled: 'أُلغي موعدك',
    },
    opening: {
      patient: {
        booked: 'تم حجز الموعد.',
        requested: 'تم إرسال طلب الموعد. سيؤكده الطبيب، ونكتب إليك عندئذ.',
        confirmed: 'أكّد الطبيب الموعد.',
        rejected: 'للأسف لا يستطيع الطبيب استقبالك في هذا الموعد. يرجى اختيار وقت آخر.',
        rescheduled: 'نُقل الموعد إلى وقت آخر.',
        cancelled: 'أُلغي الموعد.',
      },
      doctor: {
        booked: 'حُجز موعد معك.',
        requested: 'طُلب موعد معك. يرجى تأكيده أو رفضه.',
        confirmed: 'تم تأكيد موعد معك.',
        rejected: 'رُفض طلب موعد معك.',
        rescheduled: 'نُقل موعد معك إلى وقت آخر.',
        cancelled: 'أُلغي موعد معك.',
      },
    },
    labels: { when: 'الوقت', doctor: 'الطبيب', patient: 'المريض', where: 'المكان', reference: 'المرجع' },
    closing: 'جميع مواعيدك:',
    offered: {
      subject: 'توفّر وقت شاغر',
      opening: 'توفّر وقت كنت تنتظره، وهو محجوز لك عشر دقائق.',
      labelUntil: 'محجوز حتى',
      until: 'احجزه من هنا قبل ذلك، وإلا عُرض على من يليك:',
    },
  },
};

export function words(news: News, side: Side, language: Language, facts: Told): Words {
  const { subject, opening, closing } = phrases[language];
  const told = inLines(facts);
  return {
    subject: `${subject[news]} – ${told.clinic}`,
    text: `${opening[side][news]}\n\n${details(told, side, language)}\n\n${closing}\n${told.link}\n`,
  };
}

/** What the waitlist offers is gone soon: the letter says until when. */
export function offerWords(language: Language, facts: Omit<Told, 'reference'> & { until: string }): Words {
  const { labels, offered } = phrases[language];
  const told = inLines(facts);
  const lines = [
    `${labels.when}: ${told.when}`,
    `${labels.doctor}: ${told.doctor}`,
    `${labels.patient}: ${told.patient}`,
    `${labels.where}: ${told.clinic}`,
    `${offered.labelUntil}: ${told.until}`,
  ];
  return {
    subject: `${offered.subject} – ${told.clinic}`,
    text: `${offered.opening}\n\n${lines.join('\n')}\n\n${offered.until}\n${told.link}\n`,
  };
}

/** Whatever a name holds, it ends no line of a letter. */
function inLines<T extends { clinic: string; doctor: string; patient: string }>(told: T): T {
  return { ...told, clinic: asTamed(told.clinic), doctor: asTamed(told.doctor), patient: asTamed(told.patient) };
}

/** Two people are named to a patient, who may act for others; the doctor knows who they are. */
function details({ when, doctor, patient, clinic, reference }: Told, side: Side, language: Language): string {
  const { labels } = phrases[language];
  return [
    `${labels.when}: ${when}`,
    ...(side === 'patient' ? [`${labels.doctor}: ${doctor}`] : []),
    `${labels.patient}: ${patient}`,
    `${labels.where}: ${clinic}`,
    `${labels.reference}: ${reference}`,
  ].join('\n');
}

/** As one says it, in the clinic's own time. */
export function whenOf(iso: string, timezone: string, language: Language): string {
  return `${formatOf(timezone, language).format(new Date(iso))} (${timezone})`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept: to make one takes longer than to write the rest of a letter. */
function formatOf(timezone: string, language: Language): Intl.DateTimeFormat {
  const name = `${language} ${timezone}`;
  const known = formats.get(name);
  if (known) return known;
  const locale = language === 'ar' ? 'ar-u-nu-latn' : language;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: timezone });
  formats.set(name, format);
  return format;
}
