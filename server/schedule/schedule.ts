import type { DayHours, Schedule as Hours, NotedOverride } from '#contract/schedule.ts';
import type { Base } from '#server/platform/base.ts';
import { type Actor, nobody, type Transaction } from '#server/platform/database.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import { requireSoundDay, requireSoundWeek, requireStretch } from './hours.ts';
import { scheduleAudience } from './schedule.live.ts';
import * as statements from './schedule.sql.ts';
import type { DoctorTerms } from './terms.ts';
import { dateOf, minuteOf, minutesOfDay } from './zones.ts';

export { requireSoundDay, requireSoundWeek, requireStretch } from './hours.ts';
export {
  type Busy,
  checkStart,
  firstFree,
  nearestFree,
  type Slot,
  type SlotDay,
  type SlotStatus,
  type StartRefusal,
  slotsBetween,
  slotsOn,
} from './slots.ts';
export type { DayHours, DayOverride, DoctorTerms, Terms, WeeklyHours } from './terms.ts';
export { dateOf, dayAt, dayNumber, instantOf, minuteOf, startOf, zoneOf } from './zones.ts';

export type Schedule = ReturnType<typeof openSchedule>;
export type Stretch = { from: string; to: string };
export type OverrideFields = Stretch & DayHours & { note?: string | undefined };

/** When a doctor can be had at all. */
export function openSchedule(base: Pick<Base, 'database' | 'facts' | 'now'>) {
  const { database, now } = base;
  const facts = base.facts.heardBy(scheduleAudience);

  // — what slots are made of, for everybody —

  /** In the order of the ids; who is retired, or was never there, is left out. */
  async function termsOf(doctorIds: readonly number[]): Promise<DoctorTerms[]> {
    return database.as(nobody).rows<DoctorTerms>(statements.doctorTerms(doctorIds, yesterdayAnywhere()));
  }

  /** Yesterday's night may still run, and nowhere is a day further behind than UTC's own yesterday. */
  function yesterdayAnywhere(): string {
    return dateOf(Math.floor(minuteOf(now()) / minutesOfDay) - 2);
  }

  // — the editor: anybody but the office sees their own alone, by row-level security —

  async function read(actor: Actor, doctorId: number): Promise<Hours> {
    return orNotFound(await database.as(actor).row<Hours>(statements.readSchedule(doctorId)));
  }

  async function change(tx: Transaction, doctorId: number, to: statements.ScheduleFields & { version: number }) {
    requireSoundWeek(to.availability_schedule, 'availability_schedule');
    orNotFound(await tx.row(statements.readSchedule(doctorId)));
    if ((await tx.count(statements.changeSchedule(doctorId, to.version, to))) === 0)
      throw new Refusal('version_conflict');
    const changed = await tx.one<Hours>(statements.readSchedule(doctorId));
    await tell(tx, doctorId, changed.version);
    return changed;
  }

  async function overrides(actor: Actor, doctorId: number, stretch: Stretch): Promise<NotedOverride[]> {
    requireStretch(stretch);
    return database.transaction(actor, async (tx) => {
      orNotFound(await tx.row(statements.readSchedule(doctorId)));
      return overridesIn(tx, doctorId, stretch);
    });
  }

  /** Every date of the stretch, whatever stood there before. */
  async function setOverrides(tx: Transaction, doctorId: number, to: OverrideFields): Promise<NotedOverride[]> {
    const { from, to: last, note = '', ...hours } = to;
    requireStretch({ from, to: last });
    requireSoundDay(hours);
    await touch(tx, doctorId);
    await tx.count(statements.putOverrides(doctorId, from, last, hours, note));
    return overridesIn(tx, doctorId, { from, to: last });
  }

  async function removeOverrides(tx: Transaction, doctorId: number, stretch: Stretch): Promise<void> {
    requireStretch(stretch);
    await touch(tx, doctorId);
    await tx.count(statements.clearOverrides(doctorId, stretch.from, stretch.to));
  }

  async function overridesIn(tx: Transaction, doctorId: number, { from, to }: Stretch): Promise<NotedOverride[]> {
    return (await tx.rows<statements.StoredOverride>(statements.overridesBetween(doctorId, from, to))).map(
      statements.asOverride,
    );
  }

  async function touch(tx: Transaction, doctorId: number): Promise<void> {
    const { version } = orNotFound(await tx.row<{ version: number }>(statements.touchSchedule(doctorId)));
    await tell(tx, doctorId, version);
  }

  async function tell(tx: Transaction, doctorId: number, version: number): Promise<void> {
    await facts.write(tx, { name: 'schedule.changed', doctor_id: doctorId, version });
  }

  return { termsOf, read, change, overrides, setOverrides, removeOverrides };
}
