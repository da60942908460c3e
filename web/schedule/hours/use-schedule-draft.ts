import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { changeSchedule, readSchedule, type Schedule } from '#contract/schedule.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { scheduleQuery, useScheduleChanged } from '#web/schedule/schedule-queries.ts';
import { type Draft, useDraft } from '#web/ui/form/draft.ts';
import { useUndo } from '#web/ui/undo.ts';
import {
  bounds,
  type ScheduleFields,
  scheduleFaults,
  scheduleFields,
  schedulePlace,
  termsOf,
} from './schedule-fields.ts';
import type { Standing } from './standing.ts';

/** The week and its terms on their way to the server, and back again by undo. */
export function useScheduleDraft(schedule: Schedule, standing: RefObject<Standing | null>): Draft<ScheduleFields> {
  const { t } = useTranslation('schedule');
  const queries = useQueryClient();
  const offerUndo = useUndo();
  const changed = useScheduleChanged(schedule.doctor_id);
  const params = { id: schedule.doctor_id };
  const base = useRef(scheduleFields(schedule));
  const known = useRef(schedule.version);

  const draft = useDraft<ScheduleFields, Schedule>({
    initial: base.current,
    version: schedule.version,
    check: (values) =>
      scheduleFaults(values, (name) => (name === 'day' ? t('flaw.day') : t('flaw.between', spread(bounds[name])))),
    send: (values, { version }) => call(changeSchedule, { params, body: { version, ...termsOf(values) } }),
    saved: (saved) => {
      const before = base.current;
      base.current = scheduleFields(saved);
      arrived(saved);
      offerUndo(t('saved'), () => back(before, saved.version));
    },
    place: schedulePlace,
    theirs: async () => {
      const now = await call(readSchedule, { params });
      base.current = scheduleFields(now);
      known.current = now.version;
      return { values: base.current, version: now.version };
    },
  });

  /** The form then follows, as it does whenever the schedule is changed from elsewhere. */
  async function back(before: ScheduleFields, version: number) {
    const saved = await call(changeSchedule, { params, body: { version, ...termsOf(before) } });
    queries.setQueryData(scheduleQuery(params.id).queryKey, saved);
    changed();
  }

  function arrived(saved: Schedule) {
    draft.follow(saved.version);
    known.current = saved.version;
    queries.setQueryData(scheduleQuery(params.id).queryKey, saved);
    changed();
  }

  useEffect(() => {
    standing.current = {
      version: known.current,
      dirty: draft.dirty || draft.pending,
      base: JSON.stringify(base.current),
      follow: (version) => {
        known.current = version;
        draft.follow(version);
      },
    };
  });
  return draft;
}

function spread([least, most]: readonly [number, number]) {
  return { least, most };
}
