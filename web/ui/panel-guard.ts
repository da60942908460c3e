import {
  createContext,
  createElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react';

type Panel = { watch: (dirty: boolean) => void; close: () => void };

const PanelAround = createContext<Panel | null>(null);

/** The panel's side: `Guard` around what it holds, `isDirty` asked as it is about to close. */
export function usePanelGuard(close: () => void) {
  const dirty = useRef(false);
  const latest = useRef(close);
  latest.current = close;
  const isDirty = useCallback(() => dirty.current, []);
  const [Guard] = useState(() => {
    const panel: Panel = {
      watch: (now) => {
        dirty.current = now;
      },
      close: () => latest.current(),
    };
    return ({ children }: { children: ReactNode }) => createElement(PanelAround, { value: panel }, children);
  });
  return { Guard, isDirty };
}

/** The form's side: tells the panel around it, if there is one, that something is unsaved. */
export function usePanelDirty(dirty: boolean): void {
  const panel = useContext(PanelAround);
  useEffect(() => {
    panel?.watch(dirty);
    return () => panel?.watch(false);
  }, [panel, dirty]);
}

/** Closes the panel around as its cross does: what is unsaved is asked about first. */
export function usePanelClose(): (() => void) | undefined {
  return useContext(PanelAround)?.close;
}
