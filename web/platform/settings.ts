import { useSyncExternalStore } from 'react';
import { type Language, languages, themes } from '#contract/identity.ts';

export type Theme = (typeof themes)[number];
export type Settings = { language: Language; theme: Theme };

/** `public/boot.js` reads the same key before the first paint. */
const key = 'salle.settings';
const hearers = new Set<() => void>();
let settings: Settings = { language: languageOfPage(), theme: remembered().theme ?? 'system' };

export function currentSettings(): Settings {
  return settings;
}

export function useSettings(): Settings {
  return useSyncExternalStore(hearSettings, currentSettings);
}

export function hearSettings(hearer: () => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

/** Applies at once and is remembered by this browser; the account's profile is the account page's business. */
export function changeSettings(change: Partial<Settings>): void {
  remember({ ...remembered(), ...change });
  take({ ...settings, ...change });
}

/** Only a change is told: whoever hears of it may set the same again. */
function take(now: Settings) {
  if (now.language === settings.language && now.theme === settings.theme) return;
  settings = now;
  dressPage();
  for (const hearer of hearers) hearer();
}

export function direction(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

function dressPage() {
  document.documentElement.lang = settings.language;
  document.documentElement.dir = direction(settings.language);
}

/** What `boot.js` has set: the remembered choice, or the browser's first language that we speak. */
function languageOfPage(): Language {
  const tag = document.documentElement.lang;
  return languages.find((language) => language === tag) ?? 'en';
}

function remembered(): Partial<Settings> {
  try {
    const kept: Record<string, unknown> = JSON.parse(localStorage.getItem(key) ?? '{}');
    const language = languages.find((one) => one === kept.language);
    const theme = themes.find((one) => one === kept.theme);
    return { ...(language && { language }), ...(theme && { theme }) };
  } catch {
    return {};
  }
}

function remember(choice: Partial<Settings>) {
  try {
    localStorage.setItem(key, JSON.stringify(choice));
  } catch {
    // Storage may be blocked or full: the choice then lasts as long as the page.
  }
}

/** Another tab's choice is ours too. */
addEventListener('storage', (event) => {
  if (event.key === key) take({ ...settings, ...remembered() });
});
