import { Radio } from '@mantine/core';
import '@mantine/core/styles/Radio.layer.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeProfile, languages, type Profile, themes } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { languageNames } from '#web/platform/language-names.ts';
import { profileKey } from '#web/platform/me.ts';
import { changeSettings, currentSettings, type Settings, useSettings } from '#web/platform/settings.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import classes from './appearance.module.css';

/** Shows at once; if the account can't keep it, it goes back and says why. */
export function Appearance() {
  const { t } = useTranslation('identity');
  const { language, theme } = useSettings();
  const choose = useChoose();
  return (
    <div className={classes.groups}>
      <fieldset className={classes.group}>
        <legend>{t('appearance.language')}</legend>
        <p>{t('appearance.language_about')}</p>
        {languages.map((one) => (
          <Radio
            key={one}
            name="language"
            lang={one}
            label={languageNames[one]}
            checked={one === language}
            onChange={() => choose({ language: one })}
          />
        ))}
      </fieldset>
      <fieldset className={classes.group}>
        <legend>{t('appearance.theme')}</legend>
        <p>{t('appearance.theme_about')}</p>
        {themes.map((one) => (
          <Radio
            key={one}
            name="theme"
            label={t(`appearance.${one}`)}
            checked={one === theme}
            onChange={() => choose({ theme: one })}
          />
        ))}
      </fieldset>
    </div>
  );
}

function useChoose(): (choice: Partial<Settings>) => void {
  const queries = useQueryClient();
  const reason = useReason();
  const { mutate } = useMutation({
    mutationFn: (choice: Partial<Settings>) => call(changeProfile, { body: choice }),
    onMutate: (choice) => {
      const before = currentSettings();
      const profile = queries.getQueryData<Profile>(profileKey);
      queries.setQueryData<Profile>(profileKey, (known) => known && { ...known, ...choice });
      changeSettings(choice);
      return { before, profile };
    },
    onError: (error, _, kept) => {
      queries.setQueryData(profileKey, kept?.profile);
      if (kept) changeSettings(kept.before);
      say(reason(error), { tone: 'alarm' });
    },
  });
  return mutate;
}
