import { posix } from 'node:path';

/** One file's reach for another: a path within the house, or the name of a package. */
export type Arrow = { from: string; to: string };
export type Sources = ReadonlyMap<string, string>;

/** Static, bare, type-only and dynamic imports, and re-exports. */
const forms = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g,
];

export function arrowsIn(sources: Sources): Arrow[] {
  return [...sources].flatMap(([from, source]) => {
    const named = forms.flatMap((form) => [...source.matchAll(form)].map(([, name = '']) => name));
    return [...new Set(named.map((name) => resolved(from, name)))].map((to) => ({ from, to }));
  });
}

function resolved(from: string, name: string): string {
  if (name.startsWith('#')) return name.slice(1);
  return name.startsWith('.') ? posix.join(posix.dirname(from), name) : name;
}

/** Each way that leads back to where it began, told once, from its first file in the alphabet. */
export function circlesIn(arrows: readonly Arrow[]): string[] {
  const onward = Map.groupBy(arrows, ({ from }) => from);
  const finished = new Set<string>();
  const circles = new Set<string>();
  function walk(file: string, way: readonly string[]): void {
    const start = way.indexOf(file);
    if (start >= 0) circles.add(told(way.slice(start)));
    if (start >= 0 || finished.has(file)) return;
    for (const { to } of onward.get(file) ?? []) walk(to, [...way, file]);
    finished.add(file);
  }
  for (const file of onward.keys()) walk(file, []);
  return [...circles];
}

function told(circle: readonly string[]): string {
  const first = circle.indexOf(circle.toSorted()[0] ?? '');
  const turned = [...circle.slice(first), ...circle.slice(0, first)];
  return [...turned, turned[0]].join(' → ');
}
