import { queryOptions } from '@tanstack/react-query';
import { readDoctorRecord } from '#contract/clinic.ts';
import { call } from '#web/platform/api.ts';

export const doctorQuery = (id: number) =>
  queryOptions({
    queryKey: ['doctor-records', 'one', id],
    queryFn: ({ signal }) => call(readDoctorRecord, { params: { id }, signal }),
  });
