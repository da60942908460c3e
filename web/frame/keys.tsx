import { Kbd, Switch } from '@mantine/core';
import '@mantine/core/styles/Kbd.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { useTranslation } from '#web/platform/i18n.ts';
import { areKeysOn, hideKeys, setKeysOn, useKeys } from './key-presses.ts';
import classes from './keys.module.css';
import { Sheet } from './sheet.tsx';

const keys = [
  { press: ['?'], does: 'help' },
  { press: ['/'], does: 'search' },
  { press: ['Ctrl', 'Z'], does: 'undo' },
  { press: ['Esc'], does: 'close' },
] as const;

/** What can be done by one key; and, for who is served by speech or presses keys by mistake, that none does anything. */
export function KeysSheet() {
  const { t } = useTranslation('frame');
  const { shown } = useKeys();
  return (
    <Sheet open={shown} onClose={hideKeys} label={t('keys.title')}>
      <h2 className={classes.title}>{t('keys.title')}</h2>
      <dl className={classes.list}>
        {keys.map(({ press, does }) => (
          <div key={does}>
            <dt>
              {press.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`keys.${does}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        defaultChecked={areKeysOn()}
        onChange={(event) => setKeysOn(event.currentTarget.checked)}
        label={t('keys.on')}
        description={t('keys.on_about')}
      />
    </Sheet>
  );
}
