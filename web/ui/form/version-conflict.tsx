import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useEffect, useRef } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import type { Conflict, Draft, Values } from './draft.ts';
import classes from './form.module.css';

/** A field's name, and how its value reads where that is not itself. */
export type FieldNames<V extends Values> = {
  [K in keyof V]?: string | { name: string; say: (value: V[K]) => string };
};

type VersionConflictProps<V extends Values> = { draft: Draft<V>; conflict: Conflict<V>; names: FieldNames<V> };

/** Somebody else was faster: where both wrote, what they wrote, and the two ways on. What was typed is still there. */
export function VersionConflict<V extends Values>({ draft, conflict, names }: VersionConflictProps<V>) {
  const { t } = useTranslation('ui');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const contested = conflict.contested.flatMap((field) => said(names[field], conflict.values[field]));
  return (
    <div ref={place}>
      <Notice
        tone="waiting"
        live
        title={t('conflict.title')}
        actions={
          <>
            <Button type="submit" loading={draft.pending}>
              {t(contested.length > 0 ? 'conflict.keepMine' : 'conflict.saveBoth')}
            </Button>
            <Button variant="default" onClick={draft.takeTheirs} disabled={draft.pending}>
              {t('conflict.takeTheirs')}
            </Button>
          </>
        }
      >
        <p>{t(contested.length > 0 ? 'conflict.contested' : 'conflict.apart')}</p>
        {contested.length > 0 && (
          <dl className={classes.differences}>
            {contested.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value || '—'}</dd>
              </div>
            ))}
          </dl>
        )}
      </Notice>
    </div>
  );
}

function said<T>(words: string | { name: string; say: (value: T) => string } | undefined, value: T) {
  if (words === undefined) return [];
  return typeof words === 'string'
    ? [{ name: words, value: String(value) }]
    : [{ name: words.name, value: words.say(value) }];
}
