import { Modal } from '@mantine/core';
import '@mantine/core/styles/Modal.layer.css';
import type { ReactNode } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './dialog.module.css';

export type DialogProps = { opened: boolean; title: string; onClose: () => void; children: ReactNode };

/** Something small that stands before everything else until it is closed; the focus then goes back. */
export function Dialog({ opened, title, onClose, children }: DialogProps) {
  const { t } = useTranslation('ui');
  return (
    <Modal.Root opened={opened} onClose={onClose} centered>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content>
        <Modal.Body className={classes.body}>
          <div className={classes.header}>
            <Modal.Title className={classes.title}>{title}</Modal.Title>
            <Modal.CloseButton aria-label={t('close')} />
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
