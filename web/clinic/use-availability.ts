import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeDoctor, type DoctorRecord, readDoctorRecord } from '#contract/clinic.ts';
import { call, Refused } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import { doctorRecordQuery } from './doctor-record.ts';
import { doctorsKey } from './keys.ts';

/** The doctor's switch: moves at once, and back with the reason where the server refuses. */
export function useAvailability(record: DoctorRecord, done: (saved: DoctorRecord) => void) {
  const queries = useQueryClient();
  const reason = useReason();
  const { t } = useTranslation('clinic');
  const key = doctorRecordQuery(record.id).queryKey;
  return useMutation({
    mutationFn: (is_available: boolean) => switched(record, is_available),
    // One after the other: the last press is what counts.
    scope: { id: `availability-${record.id}` },
    onMutate: (is_available) => {
      queries.setQueryData<DoctorRecord>(key, (now) => now && { ...now, is_available });
    },
    onError: (error, is_available) => {
      queries.setQueryData<DoctorRecord>(key, (now) => now && { ...now, is_available: !is_available });
      say(t('act.refused', { name: record.name, reason: reason(error) }), { tone: 'alarm' });
    },
    onSuccess: (saved) => {
      queries.setQueryData(key, saved);
      void queries.invalidateQueries({ queryKey: doctorsKey });
      done(saved);
    },
  });
}

/** A switch says one thing only: whatever else was changed meanwhile does not speak against it. */
async function switched({ id, version }: DoctorRecord, is_available: boolean): Promise<DoctorRecord> {
  try {
    return await call(changeDoctor, { params: { id }, body: { version, is_available } });
  } catch (error) {
    if (!(error instanceof Refused && error.code === 'version_conflict')) throw error;
    const now = await call(readDoctorRecord, { params: { id } });
    return call(changeDoctor, { params: { id }, body: { version: now.version, is_available } });
  }
}
