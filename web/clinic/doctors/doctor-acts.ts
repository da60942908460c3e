import {
  approveDoctor,
  changeDoctor,
  type DoctorRecord,
  disapproveDoctor,
  restoreDoctor,
  retireDoctor,
} from '#contract/clinic.ts';
import { doctorRecordsKey, doctorsKey, specializationsKey } from '#web/clinic/keys.ts';
import { useRecordAct } from '#web/clinic/record-acts.ts';
import { useRetirement } from '#web/clinic/retirement.tsx';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useUndo } from '#web/ui/undo.ts';

const key = doctorRecordsKey;
const touches = [doctorsKey, specializationsKey];

/** What an admin does with a doctor without opening the form: each at once, each with its way back. */
export function useDoctorActs() {
  const { t } = useTranslation('clinic');
  const offerUndo = useUndo();
  const retirement = useRetirement<DoctorRecord>({
    key,
    touches,
    retire: ({ id }) => call(retireDoctor, { params: { id } }),
    restore: ({ id }) => call(restoreDoctor, { params: { id } }),
  });
  const approving = useRecordAct<DoctorRecord>({
    key,
    touches,
    run: ({ id }) => call(approveDoctor, { params: { id } }),
    guess: (row) => ({ ...row, is_approved: true }),
  });
  const disapproving = useRecordAct<DoctorRecord>({
    key,
    touches,
    run: ({ id }) => call(disapproveDoctor, { params: { id } }),
    guess: (row) => ({ ...row, is_approved: false }),
  });
  const switching = useRecordAct<DoctorRecord>({
    key,
    touches,
    run: ({ id, version, is_available }) =>
      call(changeDoctor, { params: { id }, body: { version, is_available: !is_available } }),
    guess: (row) => ({ ...row, is_available: !row.is_available }),
  });
  return {
    retirement,
    approve: (row: DoctorRecord) =>
      approving.mutate(row, {
        onSuccess: (saved) =>
          offerUndo(t('doctors.approved', { name: saved.name }), () => disapproving.mutateAsync(saved)),
      }),
    disapprove: (row: DoctorRecord) =>
      disapproving.mutate(row, {
        onSuccess: (saved) =>
          offerUndo(t('doctors.disapproved', { name: saved.name }), () => approving.mutateAsync(saved)),
      }),
    switchAvailable: (row: DoctorRecord) => switching.mutate(row),
  };
}

export type DoctorActs = ReturnType<typeof useDoctorActs>;
