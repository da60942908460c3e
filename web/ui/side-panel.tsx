import { Drawer } from '@mantine/core';
import '@mantine/core/styles/Drawer.layer.css';
import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from '#web/platform/i18n.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { usePanelGuard } from './panel-guard.ts';
import classes from './side-panel.module.css';
import { useNarrow } from './use-narrow.ts';

export type SidePanelProps = { opened: boolean; title: string; onClose: () => void; children: ReactNode };

/**
 * A panel at the page's end, so that the list stays in sight; the whole screen on a phone. A form within that has
 * something unsaved (`usePanelDirty`) makes closing ask first.
 */
export function SidePanel({ opened, title, onClose, children }: SidePanelProps) {
  const { t } = useTranslation('ui');
  const narrow = useNarrow();
  const { Guard, isDirty } = usePanelGuard(close);
  const [asking, setAsking] = useState(false);
  function close() {
    if (!isDirty()) return onClose();
    // A moment later: the Escape that brought us here would close the question too.
    // And at once, so that the dialog knows whom it gives the focus back to before it takes it.
    setTimeout(() => flushSync(() => setAsking(true)));
  }

  return (
    <>
      <Drawer.Root
        opened={opened}
        onClose={close}
        position="right"
        size={narrow ? '100%' : '30rem'}
        transitionProps={{ duration: 180 }}
      >
        <Drawer.Overlay backgroundOpacity={0.25} />
        <Drawer.Content>
          {/* Mantine's own header is a landmark, of which a page has one already. */}
          <div className={classes.header}>
            <Drawer.Title className={classes.title}>{title}</Drawer.Title>
            <Drawer.CloseButton aria-label={t('close')} />
          </div>
          <Drawer.Body className={classes.body}>
            <Guard>{children}</Guard>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      <ConfirmDialog
        opened={asking}
        title={t('unsaved.title')}
        confirm={t('unsaved.discard')}
        cancel={t('unsaved.stay')}
        onConfirm={() => {
          setAsking(false);
          onClose();
        }}
        onCancel={() => setAsking(false)}
      >
        {t('unsaved.about')}
      </ConfirmDialog>
    </>
  );
}
