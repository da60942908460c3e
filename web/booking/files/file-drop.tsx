import { Button, CloseButton } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconFile, IconPaperclip } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import type { KeptFile, Visit } from '#web/booking/form/visit.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './file-drop.module.css';
import { fileSize } from './file-size.ts';
import { acceptedFiles } from './upload.ts';
import { type Underway, useUploads } from './use-uploads.ts';

/** Letters, results, pictures: dropped here or chosen. */
export function FileDrop({ visit }: { visit: Visit }) {
  const { t } = useTranslation('booking');
  const { underway, add, forget, remove } = useUploads(visit);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files]);
  }
  return (
    <section
      className={classes.drop}
      data-over={over}
      aria-label={t('files.title')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={classes.head}>
        <p className={classes.words}>
          <span className={classes.title}>{t('files.title')}</span>
          <span className={classes.about}>{t('files.about')}</span>
        </p>
        <Button
          variant="default"
          leftSection={<IconPaperclip size={18} aria-hidden />}
          onClick={() => input.current?.click()}
        >
          {t('files.add')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={acceptedFiles}
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {visit.files.length + underway.length > 0 && (
        <ul className={classes.files}>
          {visit.files.map((file) => (
            <KeptLine key={file.id} file={file} onRemove={() => remove(file)} />
          ))}
          {underway.map((one) => (
            <UnderwayLine key={one.key} one={one} onForget={() => forget(one.key)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function KeptLine({ file, onRemove }: { file: KeptFile; onRemove: () => void }) {
  const { t } = useTranslation('booking');
  return (
    <li className={classes.file}>
      <IconFile size={18} stroke={1.5} aria-hidden />
      <bdi className={classes.name}>{file.name}</bdi>
      <span className={classes.about}>{fileSize(file.size)}</span>
      <CloseButton aria-label={t('files.remove', { name: file.name })} onClick={onRemove} />
    </li>
  );
}

function UnderwayLine({ one, onForget }: { one: Underway; onForget: () => void }) {
  const { t } = useTranslation('booking');
  return (
    <li className={classes.file} data-faulty={one.fault !== undefined}>
      <IconFile size={18} stroke={1.5} aria-hidden />
      <bdi className={classes.name}>{one.name}</bdi>
      {one.fault ? (
        <span className={classes.fault} role="alert">
          {one.fault}
        </span>
      ) : (
        <progress
          className={classes.progress}
          value={one.share}
          max={1}
          aria-label={t('files.sending', { name: one.name })}
        />
      )}
      <CloseButton aria-label={t('files.remove', { name: one.name })} onClick={onForget} />
    </li>
  );
}
