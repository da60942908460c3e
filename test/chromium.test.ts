import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findChromium, howToInstall, reasonToSkip } from './chromium.ts';

const folder = await mkdtemp(join(tmpdir(), 'salle-chromium-'));
const onPath = join(folder, 'bin', 'chromium');
const fetched = join(folder, 'cache', 'chromium-1', 'chrome-linux', 'chrome');

before(async () => {
  for (const file of [onPath, fetched]) {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, '');
    await chmod(file, 0o755);
  }
});
after(() => rm(folder, { recursive: true }));

describe('a browser', () => {
  test('that is named is taken, or none', () => {
    assert.equal(findChromium({ CHROMIUM_PATH: fetched, PATH: join(folder, 'bin') }), fetched);
    assert.equal(findChromium({ CHROMIUM_PATH: '/nowhere', PATH: join(folder, 'bin') }), undefined);
  });

  test('is looked for on the PATH, then where Playwright keeps its own', () => {
    const cache = { PLAYWRIGHT_BROWSERS_PATH: join(folder, 'cache') };
    assert.equal(findChromium({ ...cache, PATH: `/nowhere:${join(folder, 'bin')}` }), onPath);
    const elsewhere = findChromium({ ...cache, PATH: '/nowhere' });
    assert.match(elsewhere ?? '', /\/chrome$/);
  });

  test('that is missing is a reason to skip, told with how to get one; where one is required it is none', () => {
    const none = { CHROMIUM_PATH: '/nowhere' };
    assert.equal(reasonToSkip(none), howToInstall);
    assert.equal(reasonToSkip({ ...none, CI: 'true' }), false);
    assert.equal(reasonToSkip({ ...none, SALLE_BROWSER: 'required' }), false);
    assert.equal(reasonToSkip({ PATH: join(folder, 'bin') }), false);
  });
});
