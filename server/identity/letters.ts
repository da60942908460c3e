import { asTamed } from '#contract/characters.ts';
import type { Language } from '#contract/identity.ts';

/** What the mails of this room say, in the three languages of the pages. */
export type LetterKind = 'prove' | 'known' | 'reset' | 'invite' | 'changed';
type Words = { subject: string; text: string };
type Facts = { clinic: string; link: string; hours: number };

const letters: Record<Language, Record<LetterKind, (facts: Facts) => Words>> = {
  en: {
    prove: ({ clinic, link, hours }) => ({
      subject: `Your account at ${clinic}`,
      text: `Welcome to ${clinic}.\n\nOpen this link within ${hours} hours to choose your password and finish your account:\n\n${link}\n\nIf you did not ask for an account, leave this letter aside: nothing happens.\n`,
    }),
    known: ({ clinic, link }) => ({
      subject: `You already have an account at ${clinic}`,
      text: `Somebody asked for a new account at ${clinic} with this address. You already have one: sign in, or ask for a new password, here:\n\n${link}\n\nIf it was not you, nothing needs doing.\n`,
    }),
    reset: ({ clinic, link, hours }) => ({
      subject: `A new password for ${clinic}`,
      text: `Open this link within ${hours} hours to choose a new password for ${clinic}. It works once, and signs you out everywhere else.\n\n${link}\n\nIf you did not ask for it, leave this letter aside: your password stays as it is.\n`,
    }),
    invite: ({ clinic, link, hours }) => ({
      subject: `Your invitation to ${clinic}`,
      text: `An account at ${clinic} has been made for you. Open this link within ${hours} hours to choose your password:\n\n${link}\n`,
    }),
    changed: ({ clinic, link }) => ({
      subject: `Your password at ${clinic} has been changed`,
      text: `The password of your account at ${clinic} is a new one since just now. Everybody who was signed in elsewhere with the old one is signed out, and the address at which a calendar program found your appointments no longer works: make a new one if you want it. If you chose the new password by a link from a letter, times that were held or waited for are let go as well.\n\nIf it was not you, choose another password at once, and tell the clinic:\n\n${link}\n`,
    }),
  },
  fr: {
    prove: ({ clinic, link, hours }) => ({
      subject: `Votre compte à ${clinic}`,
      text: `Bienvenue à ${clinic}.\n\nOuvrez ce lien dans les ${hours} heures pour choisir votre mot de passe et terminer votre compte :\n\n${link}\n\nSi vous n’avez rien demandé, laissez cette lettre de côté : il ne se passera rien.\n`,
    }),
    known: ({ clinic, link }) => ({
      subject: `Vous avez déjà un compte à ${clinic}`,
      text: `Quelqu’un a demandé un nouveau compte à ${clinic} avec cette adresse. Vous en avez déjà un : connectez-vous, ou demandez un nouveau mot de passe, ici :\n\n${link}\n\nSi ce n’était pas vous, il n’y a rien à faire.\n`,
    }),
    reset: ({ clinic, link, hours }) => ({
      subject: `Un nouveau mot de passe pour ${clinic}`,
      text: `Ouvrez ce lien dans les ${hours} heures pour choisir un nouveau mot de passe pour ${clinic}. Il ne sert qu’une fois et vous déconnecte partout ailleurs.\n\n${link}\n\nSi vous n’avez rien demandé, laissez cette lettre de côté : votre mot de passe ne change pas.\n`,
    }),
    invite: ({ clinic, link, hours }) => ({
      subject: `Votre invitation à ${clinic}`,
      text: `Un compte à ${clinic} a été créé pour vous. Ouvrez ce lien dans les ${hours} heures pour choisir votre mot de passe :\n\n${link}\n`,
    }),
    changed: ({ clinic, link }) => ({
      subject: `Votre mot de passe à ${clinic} a été changé`,
      text: `Le mot de passe de votre compte à ${clinic} vient d’être changé. Toute personne connectée ailleurs avec l’ancien est déconnectée, et l’adresse à laquelle un agenda trouvait vos rendez-vous ne fonctionne plus : créez-en une nouvelle si vous le souhaitez. Si le nouveau mot de passe a été choisi par un lien reçu par lettre, les horaires retenus et les attentes en cours sont également abandonnés.\n\nSi ce n’était pas vous, choisissez tout de suite un autre mot de passe et prévenez la clinique :\n\n${link}\n`,
    }),
  },
  ar: {
    prove: ({ clinic, link, hours }) => ({
      subject: `حسابك في ${clinic}`,
      text: `مرحبًا بك في ${clinic}.\n\nافتح هذا الرابط خلال ${hours} ساعة لاختيار كلمة السر وإتمام حسابك:\n\n${link}\n\nإن لم تطلب حسابًا فتجاهل هذه الرسالة، ولن يحدث شيء.\n`,
    }),
    known: ({ clinic, link }) => ({
      subject: `لديك حساب في ${clinic}`,
      text: `طلب أحدهم حسابًا جديدًا في ${clinic} بهذا العنوان، ولديك حساب بالفعل. سجّل الدخول أو اطلب كلمة سر جديدة من هنا:\n\n${link}\n\nإن لم تكن أنت من طلب فلا حاجة إلى فعل شيء.\n`,
    }),
    reset: ({ clinic, link, hours }) => ({
      subject: `كلمة سر جديدة لـ ${clinic}`,
      text: `افتح هذا الرابط خلال ${hours} ساعة لاختيار كلمة سر جديدة لـ ${clinic}. يعمل الرابط مرة واحدة، ويُنهي دخولك من كل مكان آخر.\n\n${link}\n\nإن لم تطلب ذلك فتجاهل هذه الرسالة، وتبقى كلمة السر كما هي.\n`,
    }),
    invite: ({ clinic, link, hours }) => ({
      subject: `دعوتك إلى ${clinic}`,
      text: `أُنشئ لك حساب في ${clinic}. افتح هذا الرابط خلال ${hours} ساعة لاختيار كلمة السر:\n\n${link}\n`,
    }),
    changed: ({ clinic, link }) => ({
      subject: `تغيّرت كلمة السر في ${clinic}`,
      text: `تغيّرت للتوّ كلمة سر حسابك في ${clinic}. كل من دخل من مكان آخر بالكلمة القديمة أُنهي دخوله، ولم يعد العنوان الذي يجد فيه برنامج التقويم مواعيدك صالحًا: أنشئ عنوانًا جديدًا إن أردت. وإن اختيرت الكلمة الجديدة عبر رابط في رسالة، فقد أُلغيت أيضًا الأوقات المحجوزة مؤقتًا والانتظارات.\n\nإن لم تكن أنت من غيّرها فاختر كلمة سر أخرى فورًا وأخبر العيادة:\n\n${link}\n`,
    }),
  },
};

export function letter(kind: LetterKind, language: Language | null, facts: Facts): Words {
  return letters[language ?? 'en'][kind]({ ...facts, clinic: asTamed(facts.clinic) });
}
