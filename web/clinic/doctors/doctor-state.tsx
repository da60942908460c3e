import type { DoctorRecord } from '#contract/clinic.ts';
import { StatusBadge } from '#web/ui/status-badge.tsx';

/** What matters most of a doctor's state. */
export function DoctorState({ row }: { row: DoctorRecord }) {
  if (row.retired_at !== null) return <StatusBadge status="retired" />;
  if (!row.is_approved) return <StatusBadge status="waiting" />;
  return <StatusBadge status={row.is_available ? 'available' : 'unavailable'} />;
}
