import { Textarea } from '@mantine/core';
import dialog from '#web/booking/dialog/booking-dialog.module.css';
import { FileDrop } from '#web/booking/files/file-drop.tsx';
import { changeForm } from '#web/booking/form/kept-form.ts';
import type { Checks } from '#web/booking/form/use-checks.ts';
import { type BookingForm, type MedicalWord, medicalWords, type Visit, withVisit } from '#web/booking/form/visit.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from './step-medical.module.css';

/** What the doctor should know beforehand, for each person apart. Only they and the doctor will read it. */
export function StepMedical({ form, checks }: { form: BookingForm; checks: Checks }) {
  const { t } = useTranslation('booking');
  return (
    <>
      <div>
        <h3 className={dialog.heading} data-step tabIndex={-1}>
          {t('step.medical')}
        </h3>
        <p className={classes.about}>{t('medical.about')}</p>
      </div>
      {form.visits.map((visit) => (
        <MedicalFields
          key={visit.key}
          visit={visit}
          isOne={form.visits.length === 1}
          faultOf={(word) => checks.wordFault(visit, word)}
        />
      ))}
    </>
  );
}

type MedicalFieldsProps = { visit: Visit; isOne: boolean; faultOf: (word: MedicalWord) => string | undefined };

function MedicalFields({ visit, isOne, faultOf }: MedicalFieldsProps) {
  const { t } = useTranslation('booking');
  const { data: me } = useMe();
  const name = me?.patients.find(({ id }) => id === visit.patientId)?.name ?? '';
  const [, ...others] = medicalWords;
  function write(word: MedicalWord, text: string) {
    changeForm((now) => withVisit(now, visit.key, { words: { ...visit.words, [word]: text } }));
  }
  return (
    <section className={classes.person} aria-label={name}>
      {!isOne && <h4 className={classes.name}>{name}</h4>}
      <Textarea
        label={t('medical.complaint')}
        description={t('medical.complaintAbout')}
        required
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={visit.words.complaint}
        error={faultOf('complaint')}
        onChange={(event) => write('complaint', event.currentTarget.value)}
      />
      <div className={classes.others}>
        {others.map((word) => (
          <Textarea
            key={word}
            label={t(`medical.${word}`)}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={4000}
            value={visit.words[word]}
            error={faultOf(word)}
            onChange={(event) => write(word, event.currentTarget.value)}
          />
        ))}
      </div>
      <FileDrop visit={visit} />
    </section>
  );
}
