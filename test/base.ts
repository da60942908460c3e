import { type Base, openBase } from '#server/platform/base.ts';
import { readConfig } from '#server/platform/config.ts';
import { openLog } from '#server/platform/log.ts';
import type { TestApplication } from './application.ts';
import { asProgram, testSecret } from './cluster.ts';

/** An application, or a database that no application runs on. */
type Ground = Pick<TestApplication, 'connection' | 'address'>;

/** What a room stands on, for a test that opens one by itself on an application's database. */
export function openTestBase({ connection, address }: Ground, now?: () => Temporal.Instant): Promise<Base> {
  const config = readConfig({});
  const log = openLog({ level: 'silent' });
  return openBase({
    config,
    ...asProgram(connection),
    secret: testSecret,
    address,
    mailFolder: 'nowhere',
    log,
    now,
    size: 3,
  });
}
