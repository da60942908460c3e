import { Button, Modal } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import type { ReactNode } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './dialog.module.css';

export type ConfirmDialogProps = {
  opened: boolean;
  /** the question, naming what will go */
  title: string;
  children?: ReactNode;
  /** the act, as a verb: never *OK* */
  confirm: string;
  cancel?: string;
  pending?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
};

/** Asks once. The safe answer has the focus; closing it any other way is that answer; the focus then goes back. */
export function ConfirmDialog({ opened, title, children, confirm, cancel, pending, ...act }: ConfirmDialogProps) {
  const { t } = useTranslation('ui');
  return (
    <Modal.Root opened={opened} onClose={act.onCancel} centered>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content>
        <Modal.Body className={classes.body}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          {children && <div className={classes.words}>{children}</div>}
          <div className={classes.actions}>
            <Button variant="default" data-autofocus onClick={act.onCancel}>
              {cancel ?? t('form.cancel')}
            </Button>
            <Button color="coral" loading={pending ?? false} onClick={act.onConfirm}>
              {confirm}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
