import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { openProgram } from '../process.ts';

const hasPsql = (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/psql`));
const owners = { name: 'our own prompt', PATH: '/nowhere', skip: false };
const hosts = { name: 'psql', PATH: process.env.PATH ?? '', skip: !hasPsql && 'there is no psql on the PATH' };

let dataDirs: DataDirs;
let dataDir: string;
before(async () => {
  dataDirs = await openDataDirs();
  dataDir = await dataDirs.clinic();
  await openProgram({ env: { DATA_DIR: dataDir } }).ready();
});
after(() => dataDirs[Symbol.asyncDispose]());

async function asked(input: string, env: Record<string, string> = {}, ...args: string[]) {
  const command = [process.execPath, 'server/psql.ts', ...args];
  const program = openProgram({ command, input, env: { DATA_DIR: dataDir, PATH: '/nowhere', ...env } });
  const { code } = await program.ended;
  return { code, shown: program.stdout(), told: program.stderr() };
}

for (const { name, PATH, skip } of [owners, hosts]) {
  describe(`npm run psql, by ${name}`, { skip, concurrency: 2 }, () => {
    test('asks as the owner, who sees everybody', async () => {
      const { shown, told } = await asked(`select email, is_demo\nfrom account where role = 'admin';\n`, { PATH });
      assert.match(shown, /email +\| is_demo/);
      assert.match(shown, /admin@salle\.test \| t/);
      assert.match(shown, /\(1 row\)/);
      assert.equal(told, '');
    });

    test('asks as the program does for a person, who sees what is theirs', async () => {
      const count = `select current_user, count(*) from patient;\n`;
      const counted = async (...args: string[]) =>
        Number(/\| +(\d+)/.exec((await asked(count, { PATH }, ...args)).shown)?.[1]);
      const id = `select id from account where email = 'yasmine@salle.test';`;
      const account = /^ *(\d+)$/m.exec((await asked(id, { PATH })).shown)?.[1] ?? '';
      const everybody = await counted();
      assert(everybody > 10);
      assert.equal(await counted('--as', 'salle_app', '--role', 'patient', '--account', account), 3, 'she and her two');
      assert.equal(await counted('--as', 'salle_app'), 0, 'nobody sees nobody');
      assert.equal(await counted('--as', 'salle_app', '--role', 'receptionist', '--account', '2'), everybody);
    });

    test('a mistake is told, and the next statement asked', async () => {
      const { shown, told } = await asked(`select nonsense;\nselect 'and' || ' on';\n\\q\nselect 'never';\n`, { PATH });
      assert.match(shown + told, /ERROR: +column "nonsense" does not exist/);
      assert.match(shown, /and on/);
      assert(!shown.includes('never'));
    });

    test('tables are listed', async () => {
      assert.match((await asked('\\d\n', { PATH })).shown, /\bappointment\b/);
      assert.match((await asked('\\d specialization\n', { PATH })).shown, /\bname +\| text/);
    });
  });
}

describe('what npm run psql cannot do is told in one line', { concurrency: 2 }, () => {
  const cases: [what: string, env: Record<string, string>, args: string[], told: RegExp][] = [
    ['where no clinic runs', { DATA_DIR: '/nowhere' }, [], /^no Salle runs on DATA_DIR \/nowhere: [^\n]+\n$/],
    [
      'with a PostgreSQL of one’s own',
      { DATABASE_URL: 'postgres://db/salle', SALLE_SECRET: 'a'.repeat(32) },
      [],
      /^DATABASE_URL is [^\n]+\n$/,
    ],
    ['for a word it does not know', {}, ['--if', 'x'], /^npm run psql takes [^\n]+\n$/],
    ['for what would be SQL', {}, ['--as', 'x; drop'], /^npm run psql takes [^\n]+\n$/],
  ];
  for (const [what, env, args, told] of cases) {
    test(what, async () => {
      const answer = await asked('', env, ...args);
      assert.equal(answer.code, 1);
      assert.match(answer.told, told);
      assert.equal(answer.shown, '');
    });
  }
});
