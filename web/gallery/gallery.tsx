import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconDoor } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Offline } from '#web/platform/api.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx';
import { EmptyState } from '#web/ui/empty-state.tsx';
import { ErrorState } from '#web/ui/error-state.tsx';
import { LanguageNames } from '#web/ui/language-name.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { PageHeader } from '#web/ui/page-header.tsx';
import { Price } from '#web/ui/price.tsx';
import { SidePanel } from '#web/ui/side-panel.tsx';
import { SkeletonCards, SkeletonText } from '#web/ui/skeleton.tsx';
import { StatusBadge, statuses } from '#web/ui/status-badge.tsx';
import { say } from '#web/ui/toasts.ts';
import { useUndo } from '#web/ui/undo.ts';
import classes from './gallery.module.css';
import { GalleryForm } from './gallery-form.tsx';
import { PresenceGallery } from './gallery-presence.tsx';
import { GalleryTable } from './gallery-table.tsx';

/** Every component in every state. For those who build; its own words are therefore English only. */
export function Page() {
  return (
    <>
      <PageHeader
        title="What Salle is made of"
        about="Every component in every state: look at it in both themes, in Arabic, on a phone."
        actions={<Button>An action</Button>}
      />
      <Part title="Status">
        <div className={classes.row}>
          {statuses.map((status) => (
            <StatusBadge key={status} status={status} />
          ))}
        </div>
      </Part>
      <Part title="Who is here">
        <PresenceGallery />
      </Part>
      <Part title="Type and numbers">
        <Type />
      </Part>
      <Part title="Words that want to be read first">
        <Notice title="Calm">
          <p>Something to know before going on.</p>
        </Notice>
        <Notice tone="waiting" title="Waiting" actions={<Button variant="default">A way on</Button>}>
          <p>Something that somebody still has to do.</p>
        </Notice>
        <Notice tone="alarm" title="Alarm">
          <p>Something that needs a person now.</p>
        </Notice>
      </Part>
      <Part title="Buttons">
        <Buttons />
      </Part>
      <Part title="Undo, question, panel">
        <Overlays />
      </Part>
      <Part title="Form: faults, a refusal, a conflict">
        <GalleryForm />
      </Part>
      <Part title="Table: rows, marked and faint ones, hostile names">
        <GalleryTable state="rows" />
      </Part>
      <Part title="Table: on its way">
        <GalleryTable state="pending" />
      </Part>
      <Part title="Table: empty">
        <GalleryTable state="empty" />
      </Part>
      <Part title="Table: refused">
        <GalleryTable state="error" />
      </Part>
      <Part title="Empty, error, skeletons">
        <EmptyState
          icon={IconDoor}
          title="No salles yet"
          about="Add the first room: patients are checked in to one."
          action={<Button>Add a salle</Button>}
        />
        <ErrorState error={new Offline(null)} retry={() => say('Tried again.')} />
        <SkeletonCards count={3} />
        <SkeletonText />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </section>
  );
}

function Type() {
  return (
    <>
      <p className={classes.huge}>10:45</p>
      <p className={classes.large}>Amina Haddad · أمينة حداد</p>
      <p>
        11:11 · 08:08 · <Price cents={111_111} currency="DZD" /> · <Price cents={888_888} currency="EUR" />
      </p>
      <p>
        <LanguageNames codes={['ar', 'fr', 'ber']} />
      </p>
      <div className={classes.row}>
        <Avatar name="Amina Haddad" size="lg" />
        <Avatar name="Dr. Émile Zola" />
        <Avatar name="أمينة حداد" />
        <Avatar name="Ω" size="sm" />
      </div>
    </>
  );
}

function Buttons() {
  return (
    <div className={classes.row}>
      <Button>Save</Button>
      <Button variant="default">Cancel</Button>
      <Button variant="light">Undo</Button>
      <Button variant="subtle">Quiet</Button>
      <Button color="coral">Discard</Button>
      <Button loading>Saving</Button>
      <Button disabled>Nothing to save</Button>
    </div>
  );
}

function Overlays() {
  const offerUndo = useUndo();
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.row}>
      <Button variant="default" onClick={() => offerUndo('Salle 3 is retired.', () => Promise.resolve())}>
        Retire with undo
      </Button>
      <Button
        variant="default"
        onClick={() => offerUndo('Salle 4 is retired.', () => Promise.reject(new Offline(null)))}
      >
        … whose undo is refused
      </Button>
      <Button variant="default" onClick={() => setAsking(true)}>
        Ask once
      </Button>
      <Button variant="default" onClick={() => setOpen(true)}>
        Open a panel
      </Button>
      <ConfirmDialog
        opened={asking}
        title="End every other sign-in?"
        confirm="End 3 sign-ins"
        onConfirm={() => setAsking(false)}
        onCancel={() => setAsking(false)}
      >
        This browser stays signed in.
      </ConfirmDialog>
      <SidePanel opened={open} title="Salle 3" onClose={() => setOpen(false)}>
        <GalleryForm />
      </SidePanel>
    </div>
  );
}
