import { useCallback } from 'react';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';

/** Names a spoken language, ISO 639, in the person's own: most from the browser's lists, which do not know them all. */
export function useLanguageName(): (code: string) => string {
  const format = useFormat();
  const { t } = useTranslation('ui');
  return useCallback((code: string) => t(`language.${code}`, { defaultValue: format.language(code) }), [format, t]);
}

/** As a choice of its own, not within a sentence: with a capital where the script has them. */
export function useLanguageChoice(): (code: string) => string {
  const nameOf = useLanguageName();
  return useCallback((code: string) => nameOf(code).replace(/^./u, (first) => first.toLocaleUpperCase()), [nameOf]);
}

export function LanguageName({ code }: { code: string }) {
  return useLanguageName()(code);
}

/** Several, as one says them: "Arabic, French and English". */
export function LanguageNames({ codes }: { codes: readonly string[] }) {
  const nameOf = useLanguageName();
  const format = useFormat();
  const [first = '', ...others] = codes.map(nameOf);
  return format.list([first.replace(/^./u, (letter) => letter.toLocaleUpperCase()), ...others]);
}
