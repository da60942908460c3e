import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { bootApplication } from '#test/application.ts';
import { openTestBase } from '#test/base.ts';
import { openSweeps } from './sweeps.ts';

const application = await bootApplication();
after(() => application.close());
const { owner } = application;
const base = await openTestBase(application);
after(() => base.close());
let swept = 0;
let fails = false;
const act = async () => {
  swept += 1;
  if (fails) throw new Error('there is no space');
};
const processes = [0, 1].map(() => openSweeps(base.database, base.log, [{ name: 'some', act }], 3_600_000));
after(() => Promise.all(processes.map((each) => each.stop())));
beforeEach(async () => {
  [swept, fails] = [0, false];
  await owner.query(`delete from swept where name = 'some'`);
});

const rounds = () => Promise.all(processes.map((each) => each.round()));
const aged = (column: string, by: string) =>
  owner.query(`update swept set ${column} = ${column} + $1::interval where name = 'some'`, [by]);

test('a sweep is due at once in a new clinic, then a day after the last, for one process', async () => {
  await rounds();
  await rounds();
  assert.equal(swept, 1);
  await owner.query(
    `update swept set begun_at = begun_at - interval '23 hours', done_at = done_at - interval '23 hours'`,
  );
  await rounds();
  assert.equal(swept, 1);
  await owner.query(
    `update swept set begun_at = begun_at - interval '2 hours', done_at = done_at - interval '2 hours'`,
  );
  await rounds();
  assert.equal(swept, 2);
});

test('one that a clock of tomorrow began is due now', async () => {
  await rounds();
  await aged('begun_at', '3 days');
  await aged('done_at', '3 days');
  await rounds();
  assert.equal(swept, 2);
});

test('one that failed, or whose process ended, is tried again in an hour, also after one that was done', async () => {
  fails = true;
  await rounds();
  await rounds();
  assert.equal(swept, 1);
  await aged('begun_at', '-61 minutes');
  fails = false;
  await rounds();
  assert.equal(swept, 2);
  await aged('done_at', '-2 days');
  await aged('begun_at', '-61 minutes');
  await rounds();
  assert.equal(swept, 3);
  await rounds();
  assert.equal(swept, 3);
});
