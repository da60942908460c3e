import { useEffect, useRef, useState } from 'react';
import { removeFile } from '#contract/files.ts';
import { changeForm, currentForm } from '#web/booking/form/kept-form.ts';
import { type KeptFile, type Visit, withVisit } from '#web/booking/form/visit.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import { isTooLarge, mostFiles, typeOf, upload } from './upload.ts';

/** A file on its way, or one that could not be taken. */
export type Underway = { key: string; name: string; share: number; fault: string | undefined };

/** A visit's files: sent as soon as they are chosen, each with how far it has come. */
export function useUploads(visit: Visit) {
  const { t } = useTranslation('booking');
  const reason = useReason();
  const [underway, setUnderway] = useState<readonly Underway[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const all = stops.current;
    return () => {
      for (const stop of all.values()) stop.abort();
    };
  }, []);

  function change(key: string, to: Partial<Underway>) {
    setUnderway((now) => now.map((one) => (one.key === key ? { ...one, ...to } : one)));
  }

  function forget(key: string) {
    stops.current.get(key)?.abort();
    stops.current.delete(key);
    setUnderway((now) => now.filter((one) => one.key !== key));
  }

  function add(files: readonly File[]) {
    const taken = visit.files.length + underway.filter(({ fault }) => !fault).length;
    for (const [at, file] of files.entries()) void send(file, taken + at >= mostFiles);
  }

  async function send(file: File, isOneTooMany: boolean) {
    const key = crypto.randomUUID();
    const type = typeOf(file);
    const fault = isOneTooMany ? t('files.tooMany', { count: mostFiles }) : faultOf(file, type);
    setUnderway((now) => [...now, { key, name: file.name, share: 0, fault }]);
    if (fault || !type) return;
    const stop = new AbortController();
    stops.current.set(key, stop);
    try {
      keep(await upload({ file, type, signal: stop.signal, onProgress: (share) => change(key, { share }) }));
      forget(key);
    } catch (error) {
      if (!stop.signal.aborted) change(key, { fault: reason(error) });
    }
  }

  function faultOf(file: File, type: string | undefined): string | undefined {
    if (!type) return t('files.wrongType');
    return isTooLarge(file) ? t('files.tooLarge') : undefined;
  }

  function keep(file: KeptFile) {
    const files = currentForm()?.visits.find(({ key }) => key === visit.key)?.files ?? [];
    changeForm((form) => withVisit(form, visit.key, { files: [...files, file] }));
  }

  /** Gone from the form at once; what the server still has of it goes by itself within a day. */
  function remove(file: KeptFile) {
    changeForm((form) => withVisit(form, visit.key, { files: visit.files.filter(({ id }) => id !== file.id) }));
    void call(removeFile, { params: { id: file.id } }).catch(() => undefined);
  }

  return { underway, add, forget, remove };
}
