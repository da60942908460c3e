import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { languages } from '#contract/identity.ts';
import { refusals } from '#contract/refusals.ts';

const web = fileURLToPath(new URL('..', import.meta.url));
const paths = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('dist'));
const plural = /_(zero|one|two|few|many|other)$/;

const namesOfWords = paths.flatMap((path) => /(\w+)\.en\.json$/.exec(path)?.[1] ?? []);

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
  const words = new Map([...wordsOf('ui', 'en'), ...wordsOf('booking', 'en')]);
  for (const code of Object.keys(refusals)) assert.ok(words.has(`refusal.${code}`), code);
});

test('every key that a page names is there', () => {
  const lacking = paths
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
    .flatMap((path) => keysOf(readFileSync(join(web, path), 'utf8')).map((found) => ({ path, ...found })))
    .filter(({ name, key }) => !heads(wordsOf(name, 'en')).includes(key))
    .map(({ path, name, key }) => `${path}: ${name} has no ${key}`);
  assert.deepEqual(lacking, []);
});

/** Files with one namespace only: where there are several, a bare `t` may mean any of them. */
function keysOf(source: string): { name: string; key: string }[] {
  const names = new Set(Array.from(source.matchAll(/useTranslation\('(\w+)'\)/g), ([, name = '']) => name));
  const [name] = names;
  if (name === undefined || names.size > 1) return [];
  return Array.from(source.matchAll(/\bt\('([\w.]+)'/g), ([, key = '']) => ({ name, key }));
}

function wordsOf(name: string, language: string): Map<string, string> {
  const path = paths.find((one) => one.endsWith(`${name}.${language}.json`));
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
