import { useCallback, useState } from 'react';
import { type DayHours, listOverrides, type NotedOverride, removeOverrides, setOverrides } from '#contract/schedule.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { type Stretch, useScheduleChanged } from '#web/schedule/schedule-queries.ts';
import { useReason } from '#web/ui/reason.ts';
import { useUndo } from '#web/ui/undo.ts';
import { runsOf } from './override-runs.ts';

/** What the days of a stretch are to be; as usual where nothing is said. */
export type Choice = { hours: DayHours; note: string } | null;

/** Dates that differ, set and taken off, each with its way back. */
export function useOverrideActs(id: number) {
  const { t } = useTranslation('schedule');
  const changed = useScheduleChanged(id);
  const offerUndo = useUndo();
  const reason = useReason();
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const params = { id };
  const forgive = useCallback(() => setRefusal(null), []);

  async function put(stretch: Stretch, choice: Choice) {
    if (choice) await call(setOverrides, { params, body: { ...stretch, ...choice.hours, note: choice.note } });
    else await call(removeOverrides, { params, query: stretch });
  }

  async function restore(stretch: Stretch, before: readonly NotedOverride[]) {
    await put(stretch, null);
    for (const { from, to, hours, note } of runsOf(before)) await put({ from, to }, { hours, note });
    changed();
  }

  /** Whether it was taken; why not, `refusal` tells. */
  async function set(stretch: Stretch, choice: Choice): Promise<boolean> {
    setRefusal(null);
    setPending(true);
    try {
      const before = await call(listOverrides, { params, query: stretch });
      await put(stretch, choice);
      changed();
      offerUndo(t(choice ? 'overrides.set' : 'overrides.removed'), () => restore(stretch, before));
      return true;
    } catch (error) {
      setRefusal(reason(error));
      return false;
    } finally {
      setPending(false);
    }
  }

  return { set, pending, refusal, forgive };
}

export type OverrideActs = ReturnType<typeof useOverrideActs>;
