import { queryOptions } from '@tanstack/react-query';
import { readDoctorRecord } from '#contract/clinic.ts';
import { call } from '#web/platform/api.ts';
import { doctorRecordsKey } from './keys.ts';

/** One doctor, as their own clinic knows them. */
export function doctorRecordQuery(id: number) {
  return queryOptions({
    queryKey: [...doctorRecordsKey, 'one', id],
    queryFn: ({ signal }) => call(readDoctorRecord, { params: { id }, signal }),
  });
}
