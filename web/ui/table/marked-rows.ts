import { useEffect, useRef, useState } from 'react';

type Live = { id: number; version?: number };

const markedFor = 2400;

/**
 * The rows that arrived or changed while one was looking, for as long as they are marked. Another page, search or
 * order (`view`) is not a change; neither is the first sight of one.
 */
export function useMarkedRows(rows: readonly Live[] | undefined, view: string): ReadonlySet<number> {
  const seen = useRef<{ view: string; versions: Map<number, number> } | null>(null);
  const [marked, setMarked] = useState<ReadonlySet<number>>(none);

  useEffect(() => {
    if (!rows) return;
    const before = seen.current;
    seen.current = { view, versions: new Map(rows.map((row) => [row.id, row.version ?? 0])) };
    if (before?.view !== view) return setMarked(none);
    const news = rows.filter((row) => before.versions.get(row.id) !== (row.version ?? 0)).map((row) => row.id);
    if (news.length > 0) setMarked(new Set(news));
  }, [rows, view]);

  useEffect(() => {
    if (marked.size === 0) return;
    const timer = setTimeout(() => setMarked(none), markedFor);
    return () => clearTimeout(timer);
  }, [marked]);

  return marked;
}

const none: ReadonlySet<number> = new Set();
