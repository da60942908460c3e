import Type, { type Static } from 'typebox';
import { closed, Id, IdParams, Instant, listQuery, Nothing, retirements, roles, route, version } from './route.ts';
import { line, name, secret } from './text.ts';

export const languages = ['en', 'fr', 'ar'] as const;
export type Language = (typeof languages)[number];
export const themes = ['system', 'light', 'dark'] as const;

export const passwordLength = { minLength: 12, maxLength: 128 } as const;

export const Email = Type.String({ format: 'email', maxLength: 254 });
export const PersonName = name({ minLength: 1, maxLength: 200 });
const Password = secret({ ...passwordLength, description: 'any characters; common ones are refused' });
/** What is typed at sign-in is compared, not judged: no minimum. */
const TypedPassword = secret({ minLength: 1, maxLength: 1024 });
const LinkToken = Type.String({ minLength: 20, maxLength: 100, pattern: '^[A-Za-z0-9_-]+$' });
const LanguageChoice = Type.Enum([...languages]);

export const User = Type.Object({
  id: Id,
  name: Type.String(),
  email: Type.String(),
  role: Type.Enum([...roles]),
});
export type User = Static<typeof User>;

export const signIn = route({
  method: 'POST',
  path: '/api/v1/auth/sign-in',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Sign in with e-mail and password; sets the cookie',
  who: 'anyone',
  origin: 'page',
  body: closed({ email: Email, password: TypedPassword }),
  data: Type.Object({ user: User }),
  refusals: ['invalid_credentials', 'demo_closed', 'too_many_attempts'],
});

export const makeToken = route({
  method: 'POST',
  path: '/api/v1/auth/token',
  tag: 'identity',
  reads: 'nothing',
  summary: 'A token for a program, to be sent as Authorization: Bearer',
  who: 'anyone',
  origin: 'program',
  status: 201,
  body: closed({ email: Email, password: TypedPassword, name: line({ minLength: 1, maxLength: 100 }) }),
  data: Type.Object({ token: Type.String(), user: User, expires_at: Instant }),
  refusals: ['invalid_credentials', 'demo_closed', 'too_many_attempts'],
});

export const signOut = route({
  method: 'POST',
  path: '/api/v1/auth/sign-out',
  tag: 'identity',
  reads: 'nothing',
  summary: 'End this sign-in or token',
  who: 'signed-in',
  data: Nothing,
  refusals: [],
});

export const signUp = route({
  method: 'POST',
  path: '/api/v1/auth/sign-up',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Ask for an account: a link to prove the address and choose a password comes by mail',
  who: 'anyone',
  origin: 'program',
  status: 202,
  body: closed({
    name: PersonName,
    email: Email,
    role: Type.Optional(Type.Enum(['patient', 'doctor'])),
    language: Type.Optional(LanguageChoice),
  }),
  data: Nothing,
  refusals: ['too_many_attempts'],
});

export const forgotten = route({
  method: 'POST',
  path: '/api/v1/auth/forgotten',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Ask for a link that sets a new password',
  who: 'anyone',
  origin: 'program',
  status: 202,
  body: closed({ email: Email }),
  data: Nothing,
  refusals: ['too_many_attempts'],
});

export const linkPurposes = ['prove', 'reset', 'invite'] as const;

export const readLink = route({
  method: 'POST',
  path: '/api/v1/auth/link',
  tag: 'identity',
  reads: 'nothing',
  summary: 'What a link from a mail is for; uses nothing up',
  who: 'anyone',
  origin: 'program',
  body: closed({ token: LinkToken }),
  data: Type.Object({ purpose: Type.Enum([...linkPurposes]), email: Type.String(), expires_at: Instant }),
  refusals: ['link_expired', 'too_many_attempts'],
});

export const useLink = route({
  method: 'POST',
  path: '/api/v1/auth/link/use',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Choose a password with a link from a mail; signs in',
  who: 'anyone',
  origin: 'page',
  body: closed({ token: LinkToken, password: Password }),
  data: Type.Object({ user: User }),
  refusals: ['link_expired', 'demo_closed', 'email_taken', 'too_many_attempts'],
});

export const changePassword = route({
  method: 'POST',
  path: '/api/v1/auth/password',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Change the password; ends every other sign-in and token',
  who: 'signed-in',
  body: closed({ current: TypedPassword, password: Password }),
  data: Nothing,
  refusals: ['invalid_credentials', 'too_many_attempts'],
});

export const SignIn = Type.Object({
  id: Id,
  kind: Type.Enum(['browser', 'token']),
  name: Type.String({ description: 'the token’s name, or the browser and system' }),
  current: Type.Boolean(),
  created_at: Instant,
  last_used_at: Instant,
  expires_at: Instant,
});
export type SignIn = Static<typeof SignIn>;

export const listSignIns = route({
  method: 'GET',
  path: '/api/v1/sign-ins',
  tag: 'identity',
  reads: 'nothing',
  summary: 'The sign-ins and tokens of this account that are alive',
  who: 'signed-in',
  data: Type.Array(SignIn),
  refusals: [],
});

export const endSignIn = route({
  method: 'DELETE',
  path: '/api/v1/sign-ins/{id}',
  tag: 'identity',
  reads: 'nothing',
  summary: 'End one sign-in or token',
  who: 'signed-in',
  params: IdParams,
  data: Nothing,
  refusals: ['not_found'],
});

export const endOtherSignIns = route({
  method: 'POST',
  path: '/api/v1/sign-ins/end-others',
  tag: 'identity',
  reads: 'nothing',
  summary: 'End every sign-in and token but this one',
  who: 'signed-in',
  data: Type.Object({ ended: Type.Integer() }),
  refusals: [],
});

export const Profile = Type.Object({
  name: Type.String(),
  email: Type.String(),
  role: Type.Enum([...roles]),
  language: Type.Union([LanguageChoice, Type.Null()]),
  theme: Type.Enum([...themes]),
});
export type Profile = Static<typeof Profile>;

export const readProfile = route({
  method: 'GET',
  path: '/api/v1/profile',
  tag: 'identity',
  reads: 'nothing',
  summary: 'The account’s own settings',
  who: 'signed-in',
  data: Profile,
  refusals: [],
});

export const changeProfile = route({
  method: 'PATCH',
  path: '/api/v1/profile',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Change one’s name, language or theme',
  who: 'signed-in',
  body: closed({
    name: Type.Optional(PersonName),
    language: Type.Optional(Type.Union([LanguageChoice, Type.Null()])),
    theme: Type.Optional(Type.Enum([...themes])),
  }),
  data: Profile,
  refusals: [],
});

export const Account = Type.Object({
  id: Id,
  name: Type.String(),
  email: Type.String(),
  role: Type.Enum([...roles]),
  has_password: Type.Boolean({ description: 'false while an invitation waits' }),
  is_demo: Type.Boolean(),
  created_at: Instant,
  last_seen_at: Type.Union([Instant, Type.Null()]),
  retired_at: Type.Union([Instant, Type.Null()]),
  version,
});
export type Account = Static<typeof Account>;

export const listAccounts = route({
  method: 'GET',
  path: '/api/v1/accounts',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Accounts of the clinic',
  who: ['admin'],
  list: true,
  query: listQuery(['name', 'email', 'created_at'], {
    role: Type.Optional(Type.Enum([...roles])),
    state: Type.Optional(Type.Enum([...retirements])),
  }),
  data: Account,
  refusals: [],
});

export const readAccount = route({
  method: 'GET',
  path: '/api/v1/accounts/{id}',
  tag: 'identity',
  reads: 'nothing',
  summary: 'One account',
  who: ['admin'],
  params: IdParams,
  data: Account,
  refusals: ['not_found'],
});

export const inviteAccount = route({
  method: 'POST',
  path: '/api/v1/accounts',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Make an account for somebody; they choose their password by a link from a mail',
  who: ['admin'],
  makes: true,
  status: 201,
  body: closed({
    name: PersonName,
    email: Email,
    role: Type.Enum(['patient', 'receptionist', 'admin']),
    language: Type.Optional(LanguageChoice),
  }),
  data: Account,
  refusals: ['email_taken'],
});

export const changeAccount = route({
  method: 'PATCH',
  path: '/api/v1/accounts/{id}',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Change an account’s name or role; a change of role ends its sign-ins',
  who: ['admin'],
  params: IdParams,
  body: closed({
    version,
    name: Type.Optional(PersonName),
    role: Type.Optional(Type.Enum(['patient', 'receptionist', 'admin'])),
  }),
  data: Account,
  refusals: ['not_found', 'version_conflict', 'last_admin', 'in_use'],
});

export const inviteAgain = route({
  method: 'POST',
  path: '/api/v1/accounts/{id}/invite',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Send the invitation once more; the earlier link dies',
  who: ['admin'],
  params: IdParams,
  status: 202,
  data: Nothing,
  refusals: ['not_found'],
});

export const HandedOver = Type.Object({ url: Type.String(), expires_at: Instant });
export type HandedOver = Static<typeof HandedOver>;

export const handOverInvitation = route({
  method: 'POST',
  path: '/api/v1/accounts/{id}/hand-over',
  tag: 'identity',
  reads: 'nothing',
  summary:
    'Take an invitation along, where no mail server sends it: the admin who has invited somebody who never signed in; audited',
  who: ['admin'],
  params: IdParams,
  data: HandedOver,
  refusals: ['no_hand_over'],
});

export const retireAccount = route({
  method: 'POST',
  path: '/api/v1/accounts/{id}/retire',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Close an account: its sign-ins end, nothing is deleted',
  who: ['admin'],
  params: IdParams,
  data: Account,
  refusals: ['not_found', 'last_admin'],
});

export const restoreAccount = route({
  method: 'POST',
  path: '/api/v1/accounts/{id}/restore',
  tag: 'identity',
  reads: 'nothing',
  summary: 'Open a closed account again',
  who: ['admin'],
  params: IdParams,
  data: Account,
  refusals: ['not_found'],
});

export const Mail = Type.Object({
  id: Type.String({ description: 'the name of its file' }),
  to: Type.String(),
  subject: Type.String(),
  sent_at: Instant,
  text: Type.String(),
  invitation: Type.Optional(Type.String({ description: 'what it puts into calendars, as iCalendar' })),
  withheld: Type.Boolean({
    description: 'its links are left out: whoever opens them is the person to whom they were written',
  }),
  hand_over: Type.Optional(
    Type.Integer({
      description: 'the account that the caller has invited, and may bring the invitation by themselves',
    }),
  ),
});
export type Mail = Static<typeof Mail>;

export const listMail = route({
  method: 'GET',
  path: '/api/v1/mail',
  tag: 'identity',
  reads: 'nothing',
  summary:
    'Mail kept in DATA_DIR/mail, newest first, where no mail server is set; without links of others, but in a demo',
  who: ['admin'],
  data: Type.Object({ kept: Type.Boolean({ description: 'false where SMTP_URL sends it' }), mail: Type.Array(Mail) }),
  refusals: [],
});
