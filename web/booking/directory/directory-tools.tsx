import { modes, spoken } from '#contract/clinic.ts';
import { SpecializationFilter } from '#web/clinic/specialization-filter.tsx';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { FilterSelect } from '#web/ui/filter-select.tsx';
import { useLanguageChoice } from '#web/ui/language-name.tsx';
import type { ListState } from '#web/ui/table/list-state.ts';
import { SearchField } from '#web/ui/table/search-field.tsx';
import classes from './directory.module.css';

type DirectoryFilters = { specialization: string; mode: string; language: string };

/** The search, the three filters and the order above the directory. */
export function DirectoryTools({ state }: { state: ListState<DirectoryFilters> }) {
  const { t } = useTranslation('booking');
  const { t: clinicWords } = useTranslation('clinic');
  const format = useFormat();
  const nameOf = useLanguageChoice();
  const languages = spoken
    .map((code) => ({ value: code as string, label: nameOf(code) }))
    .sort((a, b) => format.compare(a.label, b.label));
  return (
    <search className={classes.tools}>
      <SearchField label={t('directory.search')} value={state.q} onSearch={state.search} />
      <SpecializationFilter
        value={state.filters.specialization}
        onChoose={(specialization) => state.filter({ specialization })}
      />
      <FilterSelect
        label={t('directory.mode')}
        value={state.filters.mode}
        choices={[
          { value: '', label: t('directory.anyMode') },
          ...modes.map((mode) => ({ value: mode, label: clinicWords(`mode.${mode}`) })),
        ]}
        onChoose={(mode) => state.filter({ mode })}
      />
      <FilterSelect
        label={t('directory.language')}
        value={state.filters.language}
        choices={[{ value: '', label: t('directory.anyLanguage') }, ...languages]}
        onChoose={(language) => state.filter({ language })}
      />
      <FilterSelect
        label={t('directory.order')}
        value={state.sort}
        choices={[
          { value: 'soonest', label: t('directory.soonest') },
          { value: 'name', label: t('directory.byName') },
        ]}
        onChoose={state.sortBy}
      />
    </search>
  );
}
