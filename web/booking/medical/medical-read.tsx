import { IconFile } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type File, type MedicalRecord, readMedical } from '#contract/appointments.ts';
import { readFile } from '#contract/files.ts';
import { fileSize } from '#web/booking/files/file-size.ts';
import { medicalWords } from '#web/booking/form/visit.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { SkeletonText } from '#web/ui/skeleton.tsx';
import classes from './medical-read.module.css';

/** Each reading is written down, so nothing but a person's wish fetches it; it is forgotten as soon as it is closed. */
const medicalQuery = (id: number) =>
  queryOptions({
    queryKey: ['medical', id],
    queryFn: ({ signal }) => call(readMedical, { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** What a patient has told the doctor beforehand. */
export function MedicalRead({ id }: { id: number }) {
  const { t } = useTranslation('booking');
  const { data, error, isError, refetch } = useQuery(medicalQuery(id));
  if (!data && isError)
    return <ErrorState title={t('medicalRead.failed')} error={error} retry={() => void refetch()} />;
  if (!data) return <SkeletonText lines={3} />;
  const isEmpty = data.files.length === 0 && medicalWords.every((word) => data[word] === '');
  if (isEmpty) return <p className={classes.nothing}>{t('medicalRead.nothing')}</p>;
  return <MedicalWords id={id} medical={data} />;
}

/** What was left blank is named too: to a doctor, no word on allergies is not the same as none. */
function MedicalWords({ id, medical }: { id: number; medical: MedicalRecord }) {
  const { t, i18n } = useTranslation('booking');
  const blank = medicalWords.filter((word) => medical[word] === '').map((word) => t(`medicalRead.${word}`));
  return (
    <dl className={classes.medical}>
      {medicalWords
        .filter((word) => medical[word] !== '')
        .map((word) => (
          <div key={word}>
            <dt>{t(`medicalRead.${word}`)}</dt>
            <dd className={classes.words}>
              <bdi>{medical[word]}</bdi>
            </dd>
          </div>
        ))}
      {medical.files.length > 0 && (
        <div>
          <dt>{t('files.title')}</dt>
          {medical.files.map((file) => (
            <dd key={file.id}>
              <FileLink id={id} file={file} />
            </dd>
          ))}
        </div>
      )}
      {blank.length > 0 && (
        <div className={classes.blank}>
          <dt>{t('medicalRead.blank')}</dt>
          <dd>{new Intl.ListFormat(i18n.language, { type: 'unit' }).format(blank)}</dd>
        </div>
      )}
    </dl>
  );
}

function FileLink({ id, file }: { id: number; file: File }) {
  const address = readFile.path.replace('{id}', String(id)).replace('{file_id}', String(file.id));
  return (
    <a className={classes.file} href={address} download={file.name}>
      <IconFile size={18} stroke={1.5} aria-hidden />
      <bdi className={classes.name}>{file.name}</bdi>
      <bdi className={classes.size}>{fileSize(file.size)}</bdi>
    </a>
  );
}
