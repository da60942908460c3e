import { useCallback, useState } from 'react';

export type PanelState<Row> = {
  opened: boolean;
  /** what it is about; `new` for something that does not exist yet */
  subject: Row | 'new';
  /** a fresh form for each opening */
  turn: number;
  openNew: () => void;
  open: (row: Row) => void;
  close: () => void;
};

/** A side panel's subject, kept while the panel slides away. It is the record as it was when the panel opened. */
export function usePanel<Row>(): PanelState<Row> {
  const [state, setState] = useState<{ opened: boolean; subject: Row | 'new'; turn: number }>(closed);
  const open = useCallback(
    (subject: Row | 'new') => setState(({ turn }) => ({ opened: true, subject, turn: turn + 1 })),
    [],
  );
  const openNew = useCallback(() => open('new'), [open]);
  const close = useCallback(() => setState((before) => ({ ...before, opened: false })), []);
  return { ...state, openNew, open, close };
}

const closed = { opened: false, subject: 'new', turn: 0 } as const;
