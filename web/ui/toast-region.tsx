import { Button, CloseButton } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './toast-region.module.css';
import { type Toast, undoLast, unsay, useToasts } from './toasts.ts';

/** Long enough to change one's mind; without a way back, long enough to read. */
const lasts = { undoable: 8000, told: 4500 };

/**
 * Where toasts appear; mounted once, beside the pages. The region is there before its words are, so that they are
 * announced. Time stands still while a pointer or the focus rests on it, or while the tab is out of sight.
 */
export function ToastRegion() {
  const { t } = useTranslation('ui');
  const toasts = useToasts();
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  useUndoKey();
  return (
    <section className={classes.region} aria-label={t('undo.region')}>
      <div
        className={classes.list}
        role="log"
        aria-live="polite"
        onMouseEnter={() => setHovered(true)}
        onMouseLeave={() => setHovered(false)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} paused={hovered || focused} />
        ))}
      </div>
    </section>
  );
}

function ToastCard({ toast, paused }: { toast: Toast; paused: boolean }) {
  const { t } = useTranslation('ui');
  useCountdown(toast, paused);
  const Icon = toast.tone === 'alarm' ? IconAlertTriangle : IconCheck;
  function undo() {
    unsay(toast.id);
    toast.undo?.();
  }
  return (
    <div className={classes.toast} data-tone={toast.tone}>
      <Icon size={18} aria-hidden />
      <p className={classes.words} title={toast.message}>
        {toast.message}
      </p>
      {toast.undo && (
        <Button size="compact-sm" variant="light" onClick={undo} aria-keyshortcuts="Control+Z">
          {t('undo.undo')}
        </Button>
      )}
      <CloseButton size="sm" aria-label={t('undo.dismiss')} onClick={() => unsay(toast.id)} />
    </div>
  );
}

/** What went wrong stays until it is dismissed: nobody reads an error against the clock. */
function useCountdown(toast: Toast, paused: boolean) {
  const left = useRef(toast.undo ? lasts.undoable : lasts.told);
  useEffect(() => {
    if (paused || toast.tone === 'alarm') return;
    const started = performance.now();
    const timer = setTimeout(() => unsay(toast.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current -= performance.now() - started;
    };
  }, [toast, paused]);
}

/** Ctrl+Z (⌘Z) undoes the newest, unless the person is typing: there it is the field's own. */
function useUndoKey() {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'z' || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')) return;
      if (undoLast()) event.preventDefault();
    }
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
