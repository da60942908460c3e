import { useEffect, useRef, useState } from 'react';
import type { Schedule } from '#contract/schedule.ts';
import { scheduleFields } from '#web/schedule/hours/schedule-fields.ts';
import { ScheduleForm } from '#web/schedule/hours/schedule-form.tsx';
import type { Standing } from '#web/schedule/hours/standing.ts';

type ScheduleStateProps = { schedule: Schedule; onTyped: (isTyped: boolean) => void };

/**
 * The form, and what becomes of it when the schedule is changed from elsewhere: it follows while nothing is typed in it
 * and while only dates have changed; else it keeps what was typed, and saving tells of the conflict.
 */
export function ScheduleState({ schedule, onTyped }: ScheduleStateProps) {
  const [shown, setShown] = useState(schedule);
  const standing = useRef<Standing | null>(null);
  const [turn, setTurn] = useState(0);
  const focused = useRef<string | null>(null);

  useEffect(() => {
    const form = standing.current;
    if (!form || schedule.version <= form.version) return;
    if (form.base === JSON.stringify(scheduleFields(schedule))) return form.follow(schedule.version);
    if (form.dirty) return;
    focused.current = document.activeElement?.getAttribute('name') ?? null;
    setShown(schedule);
    setTurn((now) => now + 1);
  }, [schedule]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the new form is what the focus goes back to
  useEffect(() => {
    if (focused.current === null) return;
    document.getElementsByName(focused.current)[0]?.focus({ preventScroll: true });
    focused.current = null;
  }, [turn]);

  return <ScheduleForm key={turn} schedule={shown} standing={standing} onTyped={onTyped} isMarked={turn > 0} />;
}
