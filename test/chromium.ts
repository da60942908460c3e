import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const downloads = ['.cache/ms-playwright', 'Library/Caches/ms-playwright', 'AppData/Local/ms-playwright'];
const programs = [
  'chromium-*/chrome-linux*/chrome',
  'chromium-*/chrome-mac*/*.app/Contents/MacOS/*',
  'chromium-*/chrome-win*/chrome.exe',
];

/** A Chromium of this machine: the one named, one on the PATH, or one that Playwright has fetched. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : undefined;
  const onPath = (env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, chromium.executablePath(), ...fetched(env)].find((path) => path && existsSync(path));
}

function fetched(env: NodeJS.ProcessEnv): string[] {
  const folders = [env.PLAYWRIGHT_BROWSERS_PATH, ...downloads.map((folder) => join(homedir(), folder))];
  return folders
    .filter((folder) => folder !== undefined && existsSync(folder))
    .flatMap((folder) => globSync(programs, { cwd: folder }).map((path) => join(folder ?? '', path)));
}

export const howToInstall =
  'no Chromium found: apt-get install chromium, or npx playwright-core install chromium, or name one in CHROMIUM_PATH';

/** Where a browser must be, its absence fails; elsewhere it is a reason to skip, for `test(name, { skip })`. */
export function reasonToSkip(env: NodeJS.ProcessEnv = process.env): string | false {
  const required = env.CI === 'true' || env.SALLE_BROWSER === 'required';
  return required || findChromium(env) !== undefined ? false : howToInstall;
}
