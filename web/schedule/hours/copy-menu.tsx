import { ActionIcon, Menu } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import { IconCopy } from '@tabler/icons-react';
import { type Weekday, weekdays } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { Draft } from '#web/ui/form/draft.ts';
import { type ScheduleFields, workdays } from './schedule-fields.ts';

type CopyMenuProps = { draft: Draft<ScheduleFields>; from: Weekday; order: readonly Weekday[] };

/** One day's hours given to others, breaks and all. */
export function CopyMenu({ draft, from, order }: CopyMenuProps) {
  const { t } = useTranslation('schedule');
  const copy = (to: readonly Weekday[]) => copyDay(draft, from, to);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('copy.of', { day: t(`day.${from}`) })}>
          <IconCopy size={17} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('copy.of', { day: t(`day.${from}`) })}</Menu.Label>
        <Menu.Item onClick={() => copy(workdays)}>{t('copy.toWorkdays')}</Menu.Item>
        <Menu.Item onClick={() => copy(weekdays)}>{t('copy.toAll')}</Menu.Item>
        <Menu.Divider />
        {order
          .filter((weekday) => weekday !== from)
          .map((weekday) => (
            <Menu.Item key={weekday} onClick={() => copy([weekday])}>
              {t(`day.${weekday}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function copyDay(draft: Draft<ScheduleFields>, from: Weekday, to: readonly Weekday[]): void {
  for (const weekday of to) if (weekday !== from) draft.set(weekday, structuredClone(draft.values[from]));
}
