import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { TFunction } from 'i18next';
import { languages } from '#contract/identity.ts';
import { refusals } from '#contract/refusals.ts';

const web = fileURLToPath(new URL('..', import.meta.url));
const paths = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('dist'));
const plural = /_(zero|one|two|few|many|other)$/;

const namesOfWords = paths.flatMap((path) => /([\w-]+)\.en\.json$/.exec(path)?.[1] ?? []);

for (const name of namesOfWords) {
  for (const language of languages) {
    test(`the words of ${name} are whole in ${language}`, () => {
      const english = wordsOf(name, 'en');
      const words = wordsOf(name, language);
      assert.deepEqual(heads(words), heads(english));
      for (const [key, sentence] of words) assert.notEqual(sentence.trim(), '', key);
      assert.deepEqual(lackingPlurals(words, language), []);
    });

    test(`the words of ${name} in ${language} fill the same blanks`, () => {
      const english = wordsOf(name, 'en');
      for (const [key, sentence] of wordsOf(name, language)) {
        if (plural.test(key)) continue;
        assert.deepEqual(blanks(sentence), blanks(english.get(key) ?? ''), key);
      }
    });
  }
}

test('every refusal of the contract is translated', () => {
  const words = new Set(namesOfWords.flatMap((name) => [...wordsOf(name, 'en').keys()]));
  for (const code of Object.keys(refusals)) assert.ok(words.has(`refusal.${code}`), code);
});

test('a word that is not there does not compile', () => {
  const t = ((key: string) => key) as TFunction<'booking'>;
  const keys = [
    t('directory.title'),
    t('directory.found', { count: 2 }),
    // @ts-expect-error: misspelt
    t('directory.titel'),
    // @ts-expect-error: of another room
    t('person.sex'),
    // @ts-expect-error: names several words
    t('directory'),
    // @ts-expect-error: a word that only some of these have
    t(`news.${'past' as 'free' | 'past'}`, { when: '' }),
  ];
  assert.equal(keys.length, 6);
});

function wordsOf(name: string, language: string): Map<string, string> {
  const path = paths.find((one) => one.endsWith(`/${name}.${language}.json`));
  assert.ok(path, `${name}.${language}.json is missing`);
  return new Map(flat(JSON.parse(readFileSync(join(web, path), 'utf8')), ''));
}

function flat(words: object, under: string): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[under + key, value]] : flat(value, `${under}${key}.`),
  );
}

/** Keys without their plural ends, which languages need in different number. */
function heads(words: Map<string, string>): string[] {
  return [...new Set([...words.keys()].map((key) => key.replace(plural, '')))].sort();
}

function lackingPlurals(words: Map<string, string>, language: string): string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  const counted = [
    ...new Set([...words.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, ''))),
  ];
  return counted.flatMap((head) => pluralCategories.map((end) => `${head}_${end}`).filter((key) => !words.has(key)));
}

function blanks(sentence: string): string[] {
  return Array.from(sentence.matchAll(/\{\{(\w+)\}\}/g), ([, name = '']) => name).sort();
}
