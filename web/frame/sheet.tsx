import { type ReactNode, useEffect, useRef } from 'react';
import classes from './sheet.module.css';

export type SheetProps = {
  open: boolean;
  /** undefined: it stays until what it asks is done */
  onClose?: () => void;
  label: string;
  side?: 'start' | 'middle';
  /** hides what lies behind it */
  opaque?: boolean;
  children: ReactNode;
};

/** The browser's own dialog: it keeps the focus, closes on Escape and gives the focus back. */
export function Sheet({ open, onClose, label, side = 'middle', opaque = false, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!open || !element) return;
    element.showModal();
    // Closing, and not merely vanishing, gives the focus back to where it was.
    return () => element.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key
    <dialog
      ref={dialog}
      className={classes.sheet}
      data-side={side}
      data-opaque={opaque || undefined}
      aria-label={label}
      onCancel={(event) => {
        if (!onClose) event.preventDefault();
      }}
      onClose={() => open && onClose?.()}
      onClick={(event) => event.target === dialog.current && onClose?.()}
    >
      {open && <div className={classes.inside}>{children}</div>}
    </dialog>
  );
}
