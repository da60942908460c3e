/** Words that people reach for first, in the three languages of the pages; compared without digits, signs and case. */
const commonWords = new Set(
  `password passwort motdepasse contrasena welcome bienvenue letmein iloveyou jetaime football baseball basketball
   superman batman princess princesse sunshine soleil monkey dragon master shadow michael jennifer administrator
   administrateur admin root user utilisateur doctor docteur medecin nurse infirmiere clinic clinique hospital hopital
   patient reception receptionist salle changeme secret azerty azertyuiop qwerty qwertyuiop qwertz asdfghjkl qsdfghjklm
   zxcvbnm wxcvbn trustno starwars pokemon whatever computer internet chocolate chocolat liverpool arsenal barcelona
   marseille algerie algeria maroc morocco tunisie tunisia france bismillah alhamdulillah inchallah mohamed muhammad
   correcthorsebatterystaple thisismypassword mypassword monmotdepasse passwordpassword adminadmin test testtest guest`
    .split(/\s+/)
    .filter(Boolean),
);

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '012345678901234567890123456789',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
];
const lookAlikes: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Whether a password is among those that are guessed first: a common word dressed up with digits, one thing repeated,
 * a walk along the keyboard, or the person's own name or address. `own` is what a stranger would try.
 */
export function isCommon(password: string, own: readonly string[] = []): boolean {
  const lower = password.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return isRepeated(lower) || isWalk(lower) || isCommonWord(lower) || holdsLittleBut(lower, own);
}

function isCommonWord(lower: string): boolean {
  const core = lower.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const words = [lower, readThrough(core), readThrough(core.replace(/^\d+|\d+$/g, ''))].map(lettersOf);
  return words.some((word) => commonWords.has(word) || commonWords.has(withoutRepetition(word)));
}

/** `p4ssw0rd` as it is meant. */
function readThrough(text: string): string {
  return Array.from(text, (letter) => lookAlikes[letter] ?? letter).join('');
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}]/gu, '');
}

function withoutRepetition(word: string): string {
  return /^(.{3,}?)\1+$/u.exec(word)?.[1] ?? word;
}

/** `aaaaaaaaaaaa`, `abcabcabcabc`, `123123123123` */
function isRepeated(lower: string): boolean {
  return /^(.{1,4}?)\1+.{0,3}$/u.test(lower) || new Set(lower).size < 4;
}

/** Steps along the alphabet, the digits or a row of keys, either way, wherever it starts. */
function isWalk(lower: string): boolean {
  const pieces = lower.match(/[a-z]+|\d+/g) ?? [];
  const letters = pieces.join('').length;
  return letters >= lower.length - 2 && pieces.every(isAlongARow);
}

function isAlongARow(piece: string): boolean {
  const back = [...piece].reverse().join('');
  return rows.some((row) => row.includes(piece) || row.includes(back));
}

function holdsLittleBut(lower: string, own: readonly string[]): boolean {
  const words = own.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 4);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), lower);
  return rest !== lower && lettersOf(rest).length < 4;
}
