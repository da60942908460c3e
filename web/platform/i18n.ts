import { createInstance, type ResourceNamespaceMap } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language } from '#contract/identity.ts';
import { currentSettings, hearSettings } from './settings.ts';

export { useTranslation };

/** The names of translation files; each room says in its `words.ts` which words are its own. */
export type Namespace = keyof ResourceNamespaceMap;

type Words = Record<string, unknown>;

/** One JSON a namespace and language, `<room>/<namespace>.<language>.json`; fetched when first needed. */
const files = new Map(
  Object.entries(import.meta.glob<Words>('../*/*.{en,fr,ar}.json', { import: 'default' })).map(([path, load]) => [
    path.slice(path.lastIndexOf('/') + 1, -'.json'.length),
    load,
  ]),
);

export const i18n = createInstance();
const started = Promise.withResolvers<void>();
const wanted = new Set<Namespace>(['frame', 'ui']);

/** To be awaited before the first rendering, so that no key is ever seen. Beside the frame's, these words are always there. */
export async function startWords(always: readonly Namespace[]): Promise<void> {
  for (const name of always) wanted.add(name);
  const { language } = currentSettings();
  const resources = await wordsOf(language, [...wanted]);
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'frame',
    ns: [...wanted],
    resources: { [language]: resources },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  started.resolve();
  hearSettings(() => void speak(currentSettings().language));
}

/** Makes the words of these namespaces ready in the present language. */
export async function loadWords(names: readonly Namespace[]): Promise<void> {
  for (const name of names) wanted.add(name);
  await fetchWords(currentSettings().language, names);
}

/**
 * The namespaces that are in use. What a server refuses is told in the words of whichever room can meet that refusal.
 */
export function wordsInUse(): Namespace[] {
  return [...wanted];
}

/** Every word in use is there before the language changes: no page is ever half translated. */
async function speak(language: Language) {
  if (i18n.language === language) return;
  await fetchWords(language, [...wanted]);
  if (currentSettings().language === language) await i18n.changeLanguage(language);
}

async function fetchWords(language: Language, names: readonly Namespace[]) {
  const missing = names.filter((name) => !i18n.isInitialized || !i18n.hasResourceBundle(language, name));
  if (missing.length === 0) return;
  // They travel while the first ones do.
  const fetched = await wordsOf(language, missing);
  await started.promise;
  for (const [name, words] of Object.entries(fetched)) {
    i18n.addResourceBundle(language, name, words);
  }
}

async function wordsOf(language: Language, names: readonly Namespace[]): Promise<Record<string, Words>> {
  const entries = names.map(async (name) => [name, (await files.get(`${name}.${language}`)?.()) ?? {}] as const);
  return Object.fromEntries(await Promise.all(entries));
}
