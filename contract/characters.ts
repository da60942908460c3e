/**
 * What text may hold. A control character forges lines in a letter, one that turns the direction makes a name read as
 * another, and one that nobody sees makes two names look alike. The joiners U+200C and U+200D stay: Persian names and
 * families of emoji are written with them. `is_one_line` and `is_prose` in the database say the same.
 */
const hidden = String.raw`\u00ad\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}`;
/** Marks that only say which way to read: harmless in a text of several lines, of no use in a name. */
const marks = String.raw`\u061c\u200e\u200f`;
const notInLine = new RegExp(String.raw`\p{Cc}|[\u2028\u2029${marks}${hidden}]`, 'u');
const notInProse = new RegExp(String.raw`[^\P{Cc}\t\n]|[\u2028\u2029${hidden}]`, 'u');
const tooMuch = new RegExp(notInLine, 'gu');
const tooMuchInProse = new RegExp(notInProse, 'gu');
/** More accents on one letter than any writing has (Unicode's own bound is 30): putting them into their order takes time without end. */
const stacked = /\p{M}{31}/u;
/** An accent or a joiner alone is nothing that one could see. */
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * Where letters go: the plain form of an address. In quotes it may hold line breaks and sentences, which would stand in letters
 * to others and spell one address in many ways; in brackets it names a machine behind the mail server's own walls.
 */
const word = String.raw`[a-z0-9!#$%&'*+/=?^_\x60{|}~-]+`;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const plainEmail = new RegExp(String.raw`^${word}(?:\.${word})*@${label}(?:\.${label})*$`, 'i');

export function isEmail(text: string): boolean {
  return plainEmail.test(text);
}

/** Whether this can stand in one line, as `asLine` leaves it. */
export function isLine(text: string): boolean {
  return text === '' || (seen.test(text) && !notInLine.test(text) && !stacked.test(text));
}

/**
 * What mail programs make a link of, by which somebody's name would lead the readers of our letters elsewhere. `is_name` in the
 * database says the same.
 */
const address = /:\/\/|www\.|[^ /.]\.[^ /.]+\//i;

/** Whether this can be what somebody is called. */
export function isName(text: string): boolean {
  return isLine(text) && !address.test(text);
}

export function isProse(text: string): boolean {
  return !notInProse.test(text) && !stacked.test(text);
}

function composed(text: string): string {
  return stacked.test(text) ? text : text.normalize('NFC');
}

/** One line as we keep it: one spelling of each letter, one blank between words, none around; marks of direction go. */
export function asLine(text: string): string {
  return composed(text.replaceAll(/[\u061c\u200e\u200f]/g, ''))
    .replaceAll(/[\t\u2800\p{Zs}]+/gu, ' ')
    .trim();
}

/** Several lines as we keep them: whatever ends a line is one line feed. */
export function asProse(text: string): string {
  return composed(text).replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n');
}

/** What nobody typed for others to read, words to look for or a file's name, is not refused for a character: a blank takes its place. */
export function asTamed(text: string): string {
  return asLine(asLine(text).replaceAll(tooMuch, ' '));
}

/** Several lines that are told to a program which reads more into some characters than a person does. */
export function asTamedProse(text: string): string {
  return asProse(text).replaceAll(tooMuchInProse, '');
}
