import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { readAvailability } from '#contract/booking.ts';
import { listDoctors } from '#contract/clinic.ts';
import { axe, openBrowser, skip, type TestBrowser } from '#test/browser.ts';
import { newClient } from '#test/client.ts';
import { cloneDatabase, type TestDatabase, testSecret, testTimezone } from '#test/cluster.ts';
import { type DataDirs, openDataDirs } from '#test/data-dirs.ts';
import { freePort, openProgram, type Program } from '#test/process.ts';
import { openVisitor } from '#test/visitor.ts';
import { ensureBuilt } from '#web/build.ts';
import { at, complaint, reference, toSummary } from './dialog-rig.ts';

const patience = 60_000;
/** What browsers say of a server that is not there. */
const expected = /WebSocket|ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|status of 503/;

describe('the server dies while somebody books', { skip }, () => {
  let browser: TestBrowser;
  let dataDirs: DataDirs;
  let dataDir: string;
  let database: TestDatabase;
  let owner: pg.Client;
  let port: number;
  let program: Program;
  before(async () => {
    [browser, dataDirs] = await Promise.all([openBrowser(), openDataDirs(), ensureBuilt()]);
  });
  after(async () => {
    await browser?.close();
    await dataDirs?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    database = await cloneDatabase('demo');
    owner = new pg.Client(database.connection);
    await owner.connect();
    [port, dataDir] = [await freePort(), dataDirs.fresh()];
    await start();
  });
  afterEach(async () => {
    await kill();
    await owner?.end();
    await database?.drop();
  });

  /** On the same port and the same data as before. */
  async function start(): Promise<void> {
    const env = {
      SALLE_SECRET: testSecret,
      CLINIC_TIMEZONE: testTimezone,
      SALLE_DEMO: '1',
      DATABASE_URL: urlOf(database),
    };
    program = openProgram({ env: { ...env, PORT: String(port), DATA_DIR: dataDir } });
    await program.ready();
  }

  async function kill(): Promise<void> {
    program?.signal('SIGKILL');
    await program?.ended;
  }

  const address = () => `http://127.0.0.1:${port}`;

  async function someSlot(): Promise<{ doctor: number; start: string }> {
    const nobody = newClient(address(), () => ({}));
    const [found] = (await nobody.ask(listDoctors, { query: { q: 'Haddad' } })).data;
    const doctor = found?.id ?? 0;
    const from = new Date(Date.now() + 28 * 86_400_000).toISOString().slice(0, 10);
    const { data } = await nobody.ask(readAvailability, { params: { id: doctor }, query: { from, days: 7 } });
    const free = data.days.flatMap(({ slots }) => slots).find(({ status }) => status === 'free');
    assert(free);
    return { doctor, start: free.starts_at };
  }

  /** Bookings of that time, by whomever; what is only held is none. */
  async function booked({ doctor, start }: { doctor: number; start: string }): Promise<string[]> {
    const { rows } = await owner.query<{ reference: string }>(
      `select reference from appointment where doctor_id = $1 and starts_at = $2 and status = 'confirmed'`,
      [doctor, start],
    );
    return rows.map((row) => row.reference);
  }

  /** Presses Book, and stops the world where the server has asked the database to book and waits for it. */
  async function pressInto(page: Page, work: (backend: number) => Promise<void>): Promise<void> {
    const gate = new pg.Client(database.connection);
    await gate.connect();
    try {
      await gate.query('begin; lock table appointment in exclusive mode');
      await page.getByRole('button', { name: 'Book', exact: true }).click();
      const backend = await until('the booking reaches the database', async () => {
        const { rows } = await owner.query<{ pid: number }>(
          `select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
           and query like '%appointment_book(%' and pid <> pg_backend_pid()`,
        );
        return rows[0]?.pid;
      });
      await work(backend);
    } finally {
      await gate.end();
    }
  }

  /** What the person reads, and that all they typed is there. */
  async function toldAndKept(page: Page): Promise<void> {
    await page.getByText('We do not know yet whether this was booked').waitFor();
    await page.getByText('Try again: it is booked once, however often you try.', { exact: false }).waitFor();
    await page.getByRole('dialog').getByText(complaint).waitFor();
  }

  const visit = (path: string, work: (page: Page) => Promise<void>) =>
    browser.visit(
      {
        application: { address: address(), visitor: () => openVisitor(address()) },
        as: 'lucas@salle.test',
        path,
        expected,
      },
      async (page) => {
        page.setDefaultTimeout(patience);
        await work(page);
      },
    );

  test('before anything is written: nothing typed is lost, and Try again books once', async () => {
    const slot = await someSlot();
    await visit(at(slot.doctor, slot.start), async (page) => {
      await toSummary(page);
      await pressInto(page, async (backend) => {
        await kill();
        // Its connection goes with it: what was asked and not done is not done any more.
        await owner.query('select pg_terminate_backend($1, 10000)', [backend]);
      });
      assert.deepEqual(await booked(slot), []);
      await toldAndKept(page);
      assert.deepEqual(await axe(page), []);
      // As long as nobody is there, trying again tells the same.
      await page.getByRole('button', { name: 'Try again' }).click();
      await toldAndKept(page);

      await start();
      await toldAndKept(page);
      await page.getByRole('button', { name: 'Try again' }).click();
      const shown = await reference(page);
      assert.deepEqual(await booked(slot), [shown]);
    });
  });

  test('after it is written, before it is answered: the same words, and Try again shows what was booked', async () => {
    const slot = await someSlot();
    await visit(at(slot.doctor, slot.start), async (page) => {
      await toSummary(page);
      // Stopped, it hears no answer of the database any more and gives none.
      await pressInto(page, async () => program.signal('SIGSTOP'));
      const [written] = await until('it is written', async () => nonEmpty(await booked(slot)));
      await kill();
      await toldAndKept(page);

      await start();
      await page.getByRole('button', { name: 'Try again' }).dblclick();
      assert.equal(await reference(page), written);
      assert.deepEqual(await booked(slot), [written]);
    });
  });
});

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = performance.now() + patience; ; await wait(20)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    assert(performance.now() < deadline, `waited in vain until ${what}`);
  }
}

function nonEmpty<T>(all: T[]): T[] | undefined {
  return all.length > 0 ? all : undefined;
}

function urlOf({ connection }: TestDatabase): string {
  const { host, port, user, password, database } = connection;
  const url = new URL(`postgres://localhost/${database}`);
  Object.assign(url, { username: user, password });
  for (const [name, value] of Object.entries({ host, port })) url.searchParams.set(name, String(value));
  return url.href;
}
