import { basename } from 'node:path';
import { partOf } from './arrows.ts';
import type { Sources } from './imports.ts';

const longest = 400;
const nameless = /^(utils?|helpers?|common|services?|types?|misc|shared|lib)$/;

/** Parts whose every file may hold SQL; in the rooms it stands in `*.sql.ts`. */
const holdSql = ['database', 'platform', 'test', 'bench'];
const statement = /\bsql`|['"`]\s*(select\s[^'"`]*\sfrom|insert into|update\s\S+\sset|delete from|create table)\b/i;

/** What is wrong with how files are named, sized and filled. */
export function misshapen(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) =>
    rules.filter(([, breaks]) => breaks(path, source)).map(([rule]) => `${path}: ${rule}`),
  );
}

const rules: readonly [string, (path: string, source: string) => boolean][] = [
  [`longer than ${longest} lines`, (_, source) => source.split('\n').length - 1 > longest],
  ['a barrel: import from where a thing is', (path) => /^index\.tsx?$/.test(basename(path))],
  ['a name that names nothing', (path) => path.split('/').some((step) => nameless.test(step.split('.')[0] ?? ''))],
  [
    'a default export',
    (path, source) => path !== 'web/vite.config.ts' && /^export (default\b|\{[^}]*\bas default\b)/m.test(source),
  ],
  ['SQL outside a *.sql.ts', (path, source) => !mayHoldSql(path) && statement.test(withoutComments(source))],
  ['routes of another noun than its room', (path) => /\.routes\.tsx?$/.test(path) && !isOfItsRoom(path, 'routes')],
  ['facts of another noun than its room', (path) => /\.live\.tsx?$/.test(path) && !isOfItsRoom(path, 'live')],
];

function mayHoldSql(path: string): boolean {
  return path.endsWith('.sql.ts') || holdSql.includes(partOf(path) ?? '');
}

/** `server/booking/booking.routes.ts`: a noun is the same word in its folder and in its files. */
function isOfItsRoom(path: string, kind: string): boolean {
  const [, room = ''] = /^server\/([a-z]+)\//.exec(path) ?? [];
  return basename(path) === `${room}.${kind}.ts`;
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
