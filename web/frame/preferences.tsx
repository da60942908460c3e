import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { languages } from '#contract/identity.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { languageNames } from '#web/platform/language-names.ts';
import { changeSettings, type Theme, useSettings } from '#web/platform/settings.ts';
import classes from './preferences.module.css';

const themeIcons = { system: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;
const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** Language and theme for somebody who may have no account: one touch each. */
export function Preferences() {
  const { t } = useTranslation('frame');
  const { language, theme } = useSettings();
  const Icon = themeIcons[theme];
  return (
    <div className={classes.preferences}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form */}
      <div role="group" aria-label={t('preferences.language')} className={classes.languages}>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-pressed={one === language}
            onClick={() => changeSettings({ language: one })}
          >
            {languageNames[one]}
          </button>
        ))}
      </div>
      <button type="button" onClick={() => changeSettings({ theme: nextTheme[theme] })}>
        <Icon size={16} aria-hidden />
        <span className={classes.hidden}>{t('preferences.theme')}: </span>
        {t(`theme.${theme}`)}
      </button>
    </div>
  );
}
