import { Format } from 'typebox/format';
import { isEmail, isLine, isName, isProse } from '#contract/characters.ts';
import { isDay, isInstant } from '#contract/times.ts';

/** Why text of a format is refused: the rule's name, for programs and for translation, and a sentence. */
type Fault = { rule: string; message: string };

const anyForm: Fault = { rule: 'format', message: 'This does not have the right form.' };
const faults: Readonly<Record<string, Fault>> = {
  date: { rule: 'date', message: 'This must be a day that exists, as YYYY-MM-DD.' },
  'date-time': { rule: 'date-time', message: 'This must be a time that exists, as 2026-02-28T09:30:00+01:00.' },
  line: { rule: 'line', message: 'This must be one line, without hidden characters.' },
  name: { rule: 'name', message: 'This must be a name: one line, without hidden characters, and no web address.' },
  prose: { rule: 'prose', message: 'This holds hidden characters that cannot be kept.' },
};

/** Our own reading of the contract's formats, where the library's is wider than what all of the house can keep. */
export function knowFormats(): void {
  Format.Set('date', isDay);
  Format.Set('date-time', isInstant);
  Format.Set('email', isEmail);
  Format.Set('line', isLine);
  Format.Set('name', isName);
  Format.Set('prose', isProse);
}

export function faultOf(format: string): Fault {
  return faults[format] ?? anyForm;
}
