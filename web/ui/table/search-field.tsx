import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './search-field.module.css';

const pause = 250;

/** Where a list has several, `/` comes to one of them: the others are `beside`. */
export type SearchFieldProps = { label: string; value: string; onSearch: (words: string) => void; beside?: boolean };

/** Searches as one types, after a short pause; `/` comes here, Escape empties it. */
export function SearchField({ label, value, onSearch, beside = false }: SearchFieldProps) {
  const { t } = useTranslation('ui');
  const [words, setWords] = useState(value);
  const asked = useRef(value);
  const search = useRef(onSearch);
  search.current = onSearch;

  const ask = useCallback((wanted: string) => {
    asked.current = wanted;
    search.current(wanted);
  }, []);

  // Back, forward or *clear* changed it behind our back.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setWords(value);
  }, [value]);

  useEffect(() => {
    const wanted = words.trim();
    if (wanted === asked.current) return;
    const timer = setTimeout(() => ask(wanted), pause);
    return () => clearTimeout(timer);
  }, [words, ask]);

  function empty() {
    setWords('');
    ask('');
  }

  return (
    <TextInput
      className={classes.field}
      type="search"
      data-search={beside ? undefined : true}
      aria-label={label}
      aria-keyshortcuts={beside ? undefined : '/'}
      placeholder={label}
      maxLength={100}
      autoComplete="off"
      value={words}
      onChange={(event) => setWords(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') ask(words.trim());
        if (event.key === 'Escape' && words !== '') {
          event.preventDefault();
          empty();
        }
      }}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        words === '' ? (
          !beside && (
            <kbd className={classes.key} aria-hidden>
              /
            </kbd>
          )
        ) : (
          <CloseButton size="sm" aria-label={t('search.clear')} onClick={empty} />
        )
      }
      rightSectionPointerEvents={words === '' ? 'none' : 'auto'}
    />
  );
}
