import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { relations } from '#contract/clinic.ts';
import { languages } from '#contract/identity.ts';
import { type ActingNews, actingWords, askedWords, refusedWords } from './acting-words.ts';

const about = {
  clinic: 'Olives',
  patient: 'Lina',
  acting: 'Omar',
  sees_before: false,
  ended_how: null,
  of_age_on: '2041-02-09',
  link: 'https://olives.example/family',
};
const news: readonly ActingNews[] = ['begun', 'ended', 'kept', 'opened', 'ahead'];

describe('letters about who acts', () => {
  test('say it to whoever acts and to the others, in every language, each in words of its own', () => {
    const texts = languages.flatMap((language) =>
      news.flatMap((one) =>
        [true, false].map((is_acting) => {
          const { subject, text } = actingWords(one, language, { ...about, is_acting });
          assert(subject.endsWith(' – Olives') && text.endsWith(`\n${about.link}\n`), `${language} ${one}`);
          assert(text.includes('Lina'), `${language} ${one} names the person`);
          assert.equal(text.includes('Omar'), !is_acting, `${language} ${one} names who acts to the others`);
          assert(!`${subject}${text}`.includes('undefined'));
          return text;
        }),
      ),
    );
    assert.equal(new Set(texts).size, languages.length * news.length * 2);
  });

  test('tell the day of a coming of age as one writes it', () => {
    const said = languages.map((language) => actingWords('ahead', language, { ...about, is_acting: true }).text);
    assert.match(said[0] ?? '', /comes of age on February 9, 2041/);
    assert.match(said[1] ?? '', /le 9 février 2041/);
    assert.match(said[2] ?? '', /9 فبراير 2041/);
  });

  test('say why it ended only where that was the coming of age, and what of before is shown as it begins', () => {
    const ended = (ended_how: string) => actingWords('ended', 'en', { ...about, ended_how, is_acting: true }).text;
    assert.match(ended('majority'), /of age/);
    assert.match(ended('role'), /one of the clinic’s staff now/);
    assert.doesNotMatch(ended('family'), /of age|staff/);
    const begun = (sees_before: boolean) =>
      actingWords('begun', 'en', { ...about, sees_before, is_acting: false }).text;
    assert.match(begun(false), /What was before today stays hidden/);
    assert.match(begun(true), /Earlier visits, and what was told there, are shown too/);
  });

  test('ask with who asks, as what, until when, and a link; a refusal names nobody', () => {
    const asked = {
      clinic: 'Olives',
      timezone: 'Africa/Algiers',
      patient: 'Lina',
      asker: 'Omar',
      asker_email: 'omar@example.org',
      relation: 'child' as const,
      expires_at: '2026-12-04T09:00:00Z',
      link: 'https://olives.example/consent#token',
    };
    assert.match(askedWords('en', asked).text, /Lina is their child\./);
    assert.match(askedWords('fr', asked).text, /Lina est son enfant\./);
    assert.match(askedWords('ar', asked).text, /Lina ابنه أو ابنته\./);
    for (const language of languages) {
      const { subject, text } = askedWords(language, asked);
      for (const word of ['Omar (omar@example.org)', 'Lina', '10:00', asked.link]) assert(text.includes(word), word);
      assert(subject.includes('Lina'));
      const said = relations.map((relation) => askedWords(language, { ...asked, relation }).text);
      assert.equal(new Set(said).size, relations.length, 'each relation in words of its own');
      const refused = refusedWords(language, 'Olives');
      assert.doesNotMatch(`${refused.subject}${refused.text}`, /Lina|Omar|http/);
    }
  });
});
