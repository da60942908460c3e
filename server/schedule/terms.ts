import type { Mode } from '#contract/clinic.ts';
import type { DayHours, DayOverride, WeeklyHours } from '#contract/schedule.ts';

/** When and how long a doctor may be booked: all that slots are made of. Never changed once read. */
export type Terms = {
  readonly timezone: string;
  readonly slot_minutes: number;
  readonly pause_minutes: number;
  readonly notice_minutes: number;
  readonly horizon_days: number;
  readonly availability_schedule: WeeklyHours;
  /** from yesterday on, whose night may still run */
  readonly overrides: readonly DayOverride[];
};

/** A doctor as booking needs them. `account_id` is for whom to tell, and leaves in no public answer. */
export type DoctorTerms = Terms & {
  readonly doctor_id: number;
  readonly account_id: number;
  readonly name: string;
  readonly specialization: { readonly id: number; readonly name: string } | null;
  readonly is_available: boolean;
  readonly is_approved: boolean;
  readonly modes: readonly Mode[];
  readonly confirms_by_hand: boolean;
  readonly doctor_version: number;
  readonly schedule_version: number;
};

export type { DayHours, DayOverride, WeeklyHours };
