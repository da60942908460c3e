import type { Acting } from '#contract/acting.ts';
import type { Language } from '#contract/identity.ts';

/** What has become of somebody's acting for a person. */
export type ActingNews = 'begun' | 'ended' | 'kept' | 'opened' | 'ahead';
export type Words = { subject: string; text: string };

/** Names and days alone: what somebody is here for stands in no letter. */
export type About = {
  clinic: string;
  patient: string;
  acting: string;
  sees_before: boolean;
  ended_how: string | null;
  of_age_on: string | null;
  /** the reader is the one who acts */
  is_acting: boolean;
  link: string;
};
export type AskedAbout = {
  clinic: string;
  timezone: string;
  patient: string;
  asker: string;
  asker_email: string;
  relation: Relation;
  expires_at: string;
  link: string;
};

/** Who the person is to whoever acts. */
type Relation = Acting['relation'];

type Told = About & { day: string };
type Phrases = {
  subject: Record<ActingNews, (told: Told) => string>;
  /** to whoever acts, and to all others whom it concerns */
  mine: Record<ActingNews, (told: Told) => string>;
  theirs: Record<ActingNews, (told: Told) => string>;
  seesBefore: (all: boolean) => string;
  /** why it has ended by itself */
  grown: string;
  staff: string;
  look: string;
  /** who the person is, as whoever asks says it */
  as: Record<Relation, (patient: string) => string>;
  asked: (asked: AskedAbout & { until: string; as: string }) => Words;
  refused: (clinic: string) => Words;
};

const phrases: Record<Language, Phrases> = {
  en: {
    subject: {
      begun: ({ acting, patient }) => `${acting} acts for ${patient}`,
      ended: ({ acting, patient }) => `${acting} no longer acts for ${patient}`,
      kept: ({ acting, patient }) => `${acting} goes on acting for ${patient}`,
      opened: ({ acting, patient }) => `${acting} sees earlier visits of ${patient}`,
      ahead: ({ patient }) => `${patient} comes of age`,
    },
    mine: {
      begun: ({ patient }) => `From now on you act for ${patient}: you book, see and change the appointments.`,
      ended: ({ patient }) => `From now on you no longer act for ${patient}. The clinic keeps the record.`,
      kept: ({ patient }) => `You go on acting for ${patient}, who agreed to it.`,
      opened: ({ patient }) => `From now on you also see what was before you began to act for ${patient}.`,
      ahead: ({ patient, day }) =>
        `${patient} comes of age on ${day}. On that day you stop acting for them, unless they agree to your going on: from their own account, or with you at the front desk.`,
    },
    theirs: {
      begun: ({ acting, patient }) =>
        `From now on ${acting} acts for ${patient}: they book, see and change the appointments.`,
      ended: ({ acting, patient }) => `From now on ${acting} no longer acts for ${patient} and sees nothing of them.`,
      kept: ({ acting, patient }) => `${acting} goes on acting for ${patient}, who agreed to it.`,
      opened: ({ acting, patient }) =>
        `From now on ${acting} also sees what was before they began to act for ${patient}.`,
      ahead: ({ acting, patient, day }) =>
        `${patient} comes of age on ${day}. On that day ${acting} stops acting for them, unless ${patient} agrees to it going on: from their own account, or at the front desk.`,
    },
    seesBefore: (all) =>
      all ? 'Earlier visits, and what was told there, are shown too.' : 'What was before today stays hidden.',
    grown: 'The reason: the person is of age.',
    staff: 'The reason: the account is one of the clinic’s staff now.',
    look: 'Who acts, and how to end it. If this is not right, end it there or call the clinic:',
    as: {
      self: (patient) => `They say that they are ${patient} themselves.`,
      child: (patient) => `They say that ${patient} is their child.`,
      parent: (patient) => `They say that ${patient} is their mother or father.`,
      partner: (patient) => `They say that ${patient} is their partner.`,
      other: (patient) => `They do not say that ${patient} is of their family.`,
    },
    asked: ({ clinic, patient, asker, asker_email, as, link, until }) => ({
      subject: `Somebody asks to act for ${patient} – ${clinic}`,
      text: `${asker} (${asker_email}) has a code of the front desk and asks to act for ${patient}: to book, see and change the appointments. ${as}\n\nUntil you agree they see nothing. Confirm or refuse here, until ${until}:\n\n${link}\n\nIf you do nothing, nothing happens.\n`,
    }),
    refused: (clinic) => ({
      subject: `Your request was not confirmed – ${clinic}`,
      text: `You asked to act for somebody with a code of the front desk of ${clinic}. It was not confirmed. Please talk to them, or call the clinic.\n`,
    }),
  },
  fr: {
    subject: {
      begun: ({ acting, patient }) => `${acting} agit pour ${patient}`,
      ended: ({ acting, patient }) => `${acting} n’agit plus pour ${patient}`,
      kept: ({ acting, patient }) => `${acting} continue d’agir pour ${patient}`,
      opened: ({ acting, patient }) => `${acting} voit les visites antérieures de ${patient}`,
      ahead: ({ patient }) => `${patient} atteint la majorité`,
    },
    mine: {
      begun: ({ patient }) =>
        `Vous agissez désormais pour ${patient} : vous prenez, voyez et modifiez les rendez-vous.`,
      ended: ({ patient }) => `Vous n’agissez plus pour ${patient}. La clinique conserve le dossier.`,
      kept: ({ patient }) => `Vous continuez d’agir pour ${patient}, avec son accord.`,
      opened: ({ patient }) => `Vous voyez désormais aussi ce qui précède votre rattachement à ${patient}.`,
      ahead: ({ patient, day }) =>
        `${patient} atteint la majorité le ${day}. Ce jour-là, vous cesserez d’agir en son nom, sauf son accord : depuis son propre compte, ou avec vous à l’accueil.`,
    },
    theirs: {
      begun: ({ acting, patient }) =>
        `${acting} agit désormais pour ${patient} : cette personne prend, voit et modifie les rendez-vous.`,
      ended: ({ acting, patient }) => `${acting} n’agit plus pour ${patient} et n’en voit plus rien.`,
      kept: ({ acting, patient }) => `${acting} continue d’agir pour ${patient}, avec son accord.`,
      opened: ({ acting, patient }) => `${acting} voit désormais aussi ce qui précède son rattachement à ${patient}.`,
      ahead: ({ acting, patient, day }) =>
        `${patient} atteint la majorité le ${day}. Ce jour-là, ${acting} cessera d’agir en son nom, sauf accord de ${patient} : depuis son propre compte, ou à l’accueil.`,
    },
    seesBefore: (all) =>
      all
        ? 'Les visites antérieures et ce qui y a été dit sont visibles aussi.'
        : 'Ce qui précède aujourd’hui reste caché.',
    grown: 'La raison : cette personne est majeure.',
    staff: 'La raison : ce compte est désormais celui d’un membre de la clinique.',
    look: 'Qui agit, et comment y mettre fin. Si cela n’est pas juste, mettez-y fin ici ou appelez la clinique :',
    as: {
      self: (patient) => `Cette personne dit être ${patient}.`,
      child: (patient) => `Cette personne dit que ${patient} est son enfant.`,
      parent: (patient) => `Cette personne dit que ${patient} est sa mère ou son père.`,
      partner: (patient) => `Cette personne dit que ${patient} est son conjoint ou sa conjointe.`,
      other: (patient) => `Cette personne ne dit pas que ${patient} est de sa famille.`,
    },
    asked: ({ clinic, patient, asker, asker_email, as, link, until }) => ({
      subject: `Quelqu’un demande à agir pour ${patient} – ${clinic}`,
      text: `${asker} (${asker_email}) a un code de l’accueil et demande à agir pour ${patient} : prendre, voir et modifier les rendez-vous. ${as}\n\nSans votre accord, cette personne ne voit rien. Confirmez ou refusez ici, jusqu’au ${until} :\n\n${link}\n\nSi vous ne faites rien, rien ne se passe.\n`,
    }),
    refused: (clinic) => ({
      subject: `Votre demande n’a pas été confirmée – ${clinic}`,
      text: `Vous avez demandé à agir pour quelqu’un avec un code de l’accueil de ${clinic}. Cela n’a pas été confirmé. Parlez-en avec cette personne, ou appelez la clinique.\n`,
    }),
  },
  ar: {
    subject: {
      begun: ({ acting, patient }) => `${acting} يتصرف باسم ${patient}`,
      ended: ({ acting, patient }) => `لم يعد ${acting} يتصرف باسم ${patient}`,
      kept: ({ acting, patient }) => `يستمر ${acting} في التصرف باسم ${patient}`,
      opened: ({ acting, patient }) => `يرى ${acting} الزيارات السابقة لـ ${patient}`,
      ahead: ({ patient }) => `${patient} يبلغ سن الرشد`,
    },
    mine: {
      begun: ({ patient }) => `من الآن تتصرف باسم ${patient}: تحجز المواعيد وتراها وتغيّرها.`,
      ended: ({ patient }) => `لم تعد تتصرف باسم ${patient}. تحتفظ العيادة بالملف.`,
      kept: ({ patient }) => `تستمر في التصرف باسم ${patient} بموافقته.`,
      opened: ({ patient }) => `من الآن ترى أيضًا ما سبق بدء تصرفك باسم ${patient}.`,
      ahead: ({ patient, day }) =>
        `يبلغ ${patient} سن الرشد يوم ${day}. في ذلك اليوم يتوقف تصرفك باسمه، إلا إذا وافق على استمراره: من حسابه، أو معك في مكتب الاستقبال.`,
    },
    theirs: {
      begun: ({ acting, patient }) => `من الآن يتصرف ${acting} باسم ${patient}: يحجز المواعيد ويراها ويغيّرها.`,
      ended: ({ acting, patient }) => `لم يعد ${acting} يتصرف باسم ${patient} ولا يرى عنه شيئًا.`,
      kept: ({ acting, patient }) => `يستمر ${acting} في التصرف باسم ${patient} بموافقته.`,
      opened: ({ acting, patient }) => `من الآن يرى ${acting} أيضًا ما سبق بدء تصرفه باسم ${patient}.`,
      ahead: ({ acting, patient, day }) =>
        `يبلغ ${patient} سن الرشد يوم ${day}. في ذلك اليوم يتوقف ${acting} عن التصرف باسمه، إلا إذا وافق ${patient} على استمراره: من حسابه، أو في مكتب الاستقبال.`,
    },
    seesBefore: (all) => (all ? 'تظهر أيضًا الزيارات السابقة وما قيل فيها.' : 'يبقى ما سبق اليوم مخفيًا.'),
    grown: 'السبب: بلوغ سن الرشد.',
    staff: 'السبب: أصبح الحساب لأحد موظفي العيادة.',
    look: 'من يتصرف، وكيف يُنهى ذلك. إن لم يكن هذا صحيحًا فأنهِه من هنا أو اتصل بالعيادة:',
    as: {
      self: (patient) => `يقول إنه ${patient} نفسه.`,
      child: (patient) => `يقول إن ${patient} ابنه أو ابنته.`,
      parent: (patient) => `يقول إن ${patient} أبوه أو أمه.`,
      partner: (patient) => `يقول إن ${patient} زوجه.`,
      other: (patient) => `لا يقول إن ${patient} من عائلته.`,
    },
    asked: ({ clinic, patient, asker, asker_email, as, link, until }) => ({
      subject: `طلبُ التصرف باسم ${patient} – ${clinic}`,
      text: `لدى ${asker} (${asker_email}) رمز من مكتب الاستقبال ويطلب التصرف باسم ${patient}: حجز المواعيد ورؤيتها وتغييرها. ${as}\n\nلا يرى شيئًا قبل موافقتك. وافق أو ارفض من هنا حتى ${until}:\n\n${link}\n\nإن لم تفعل شيئًا فلن يحدث شيء.\n`,
    }),
    refused: (clinic) => ({
      subject: `لم يُوافَق على طلبك – ${clinic}`,
      text: `طلبتَ التصرف باسم شخص برمز من مكتب استقبال ${clinic}، ولم يُوافَق على ذلك. تحدّث معه أو اتصل بالعيادة.\n`,
    }),
  },
};

export function actingWords(news: ActingNews, language: Language, about: About): Words {
  const { subject, mine, theirs, seesBefore, grown, staff, look } = phrases[language];
  const told = { ...about, day: about.of_age_on ? dayIn(about.of_age_on, language) : '' };
  const said = [
    (about.is_acting ? mine : theirs)[news](told),
    ...(news === 'begun' ? [seesBefore(about.sees_before)] : []),
    ...(news === 'ended' && about.ended_how === 'majority' ? [grown] : []),
    ...(news === 'ended' && about.ended_how === 'role' ? [staff] : []),
  ];
  return {
    subject: `${subject[news](told)} – ${about.clinic}`,
    text: `${said.join('\n')}\n\n${look}\n${about.link}\n`,
  };
}

export function askedWords(language: Language, asked: AskedAbout): Words {
  const until = new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: asked.timezone,
  }).format(new Date(asked.expires_at));
  const as = phrases[language].as[asked.relation](asked.patient);
  return phrases[language].asked({ ...asked, as, until: `${until} (${asked.timezone})` });
}

export function refusedWords(language: Language, clinic: string): Words {
  return phrases[language].refused(clinic);
}

function dayIn(day: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));
}

function localeOf(language: Language): string {
  return language === 'ar' ? 'ar-u-nu-latn' : language;
}
