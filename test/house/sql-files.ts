import type { SqlFile } from '#database/sql-files.ts';

/** What is wrong with how the files of the database are filled, told as a person would. */
export function misfiled(migrations: SqlFile[], functions: SqlFile[]): string[] {
  return [
    ...complaints('migrations', migrations, migrationRules),
    ...complaints('functions', functions, functionRules),
    ...definedTwice([...inFolder('migrations', migrations), ...inFolder('functions', functions)]),
  ];
}

const migrationRules: readonly Rule[] = [
  ['a migration replaces nothing: functions that may change stand in database/functions/', /^create or replace\b/],
];

const functionRules: readonly Rule[] = [
  [
    'only functions, and who may execute them',
    /^(?!create or replace function |revoke execute on function [^;]* from public$|grant execute on function [^;]* to salle_app$)/,
  ],
  [
    'SECURITY DEFINER needs a search_path of its own',
    /^create or replace function (?=[^;]*\bsecurity definer\b)(?![^;]*\bset search_path = public, pg_temp\b)/,
  ],
];

/** What no statement of the file may look like. */
type Rule = readonly [rule: string, breaks: RegExp];

function complaints(folder: string, files: SqlFile[], rules: readonly Rule[]): string[] {
  return inFolder(folder, files).flatMap(({ name, text }) =>
    statementsIn(text).flatMap((statement) =>
      rules
        .filter(([, breaks]) => breaks.test(statement))
        .map(([rule]) => `${name}, ${statement.slice(0, 60)}: ${rule}`),
    ),
  );
}

/** One name, one function: a file that ran by itself would put its own in the place of another's. */
function definedTwice(files: SqlFile[]): string[] {
  const made = files.flatMap(({ name, text }) => functionsIn(text).map((made) => ({ name, made })));
  return [...Map.groupBy(made, ({ made }) => made)]
    .filter(([, places]) => places.length > 1)
    .map(([made, places]) => `${made} is defined in ${places.map(({ name }) => name).join(' and ')}`);
}

export function functionsIn(text: string): string[] {
  return statementsIn(text).flatMap((statement) => /^create (?:or replace )?function (\w+)/.exec(statement)?.[1] ?? []);
}

/** In one line and lower case each, without comments, strings and bodies. */
function statementsIn(text: string): string[] {
  const bare = text.replaceAll(/\/\*[\s\S]*?\*\/|--.*|'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1/g, ' ');
  return bare
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim().toLowerCase())
    .filter(Boolean);
}

function inFolder(folder: string, files: SqlFile[]): SqlFile[] {
  return files.map(({ name, text }) => ({ name: `${folder}/${name}`, text }));
}
