import { type ReactNode, useCallback, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from '#web/platform/i18n.ts';
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx';

type Asked = { title: string; go: () => void };

/** While something is typed, whatever would throw it away asks first, by a title that names it; render `dialog`. */
export function useAskingFirst() {
  const { t } = useTranslation('ui');
  const [isTyped, setIsTyped] = useState(false);
  // A key may come before what was typed is drawn.
  const latest = useRef(false);
  const setTyped = useCallback((now: boolean) => {
    latest.current = now;
    setIsTyped(now);
  }, []);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isOpen, setOpen] = useState(false);

  /** Does at once what throws nothing away, else once the person has agreed. */
  function first(title: string, go: () => void) {
    if (!latest.current) return go();
    setAsked({ title, go });
    // A moment later: the Escape that brought us here would close the question too.
    // And at once, so that the dialog knows whom it gives the focus back to before it takes it.
    setTimeout(() => flushSync(() => setOpen(true)));
  }

  function discard() {
    setOpen(false);
    asked?.go();
  }

  const dialog: ReactNode = (
    <ConfirmDialog
      opened={isOpen}
      title={asked?.title ?? ''}
      confirm={t('unsaved.discard')}
      cancel={t('unsaved.stay')}
      onConfirm={discard}
      onCancel={() => setOpen(false)}
    >
      {t('unsaved.about')}
    </ConfirmDialog>
  );
  return { isTyped, setTyped, first, dialog };
}
