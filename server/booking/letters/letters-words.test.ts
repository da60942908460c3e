import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from '#contract/identity.ts';
import { offerWords, words } from './letters-words.ts';

const forged = 'Amina\r\nWhere: Elsewhere\u2028\u202eHaddad\u0085\u001b[31m';
const told = {
  clinic: forged,
  reference: 'CONS-7K2M9Q',
  doctor: forged,
  patient: forged,
  when: 'Monday 2 March 2026 at 09:30',
  link: 'https://clinic.example/patient',
};
const harmless = { ...told, clinic: 'Clinic', doctor: 'Amina Haddad', patient: 'Omar' };

test('a name forges no line of a letter, whatever it holds, and turns none', () => {
  for (const language of languages) {
    for (const side of ['patient', 'doctor'] as const) {
      const letter = words('booked', side, language, told);
      const other = words('booked', side, language, harmless);
      assert.equal(linesOf(letter.text), linesOf(other.text), language);
      assert.equal(linesOf(letter.subject), 1);
      assert.doesNotMatch(letter.text + letter.subject, /[^\P{Cc}\n]|[\u2028\u202e]/u);
    }
    const offer = offerWords(language, { ...told, until: told.when });
    assert.equal(linesOf(offer.text), linesOf(offerWords(language, { ...harmless, until: told.when }).text));
    assert.equal(linesOf(offer.subject), 1);
  }
});

function linesOf(text: string): number {
  return text.split(/\r\n?|[\n\u0085\u2028\u2029]/).length;
}
