import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { daysAfter, week } from '#web/booking/days.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { nextFreeDay } from './availability.ts';
import classes from './slot-picker.module.css';

/** Nothing is free in the days shown: one press leads to where something is. */
export function NextFree({
  doctorId,
  from,
  onFound,
}: {
  doctorId: number;
  from: string;
  onFound: (day: string) => void;
}) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  const queries = useQueryClient();
  const [found, setFound] = useState<string | 'none' | 'seeking' | undefined>(undefined);
  async function seek() {
    setFound('seeking');
    const day = await nextFreeDay(queries, doctorId, daysAfter(from, week)).catch(() => undefined);
    if (day) onFound(day);
    setFound(day ?? 'none');
  }
  return (
    <div className={classes.none}>
      <p>
        {found === 'none'
          ? t('picker.noneAhead')
          : t('picker.noneHere', { until: format.dayMonth(daysAfter(from, week - 1)) })}
      </p>
      {found !== 'none' && (
        <Button variant="light" loading={found === 'seeking'} onClick={() => void seek()}>
          {t('picker.nextFree')}
        </Button>
      )}
    </div>
  );
}
