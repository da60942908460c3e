import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayIn, daysAfter, daysBetween } from '#web/booking/days.ts';
import { applyNews, type Day, nearestFree } from './slot-news.ts';

const at = (time: string) => `2026-03-02T${time}:00.000Z`;
const slot = (start: string, end: string, status: Day['slots'][number]['status'] = 'free') => ({
  starts_at: at(start),
  ends_at: at(end),
  status,
});
const day: Day = {
  date: '2026-03-02',
  enabled: true,
  slots: [slot('08:00', '08:30', 'past'), slot('08:30', '09:00'), slot('09:00', '09:30'), slot('09:30', '10:00')],
};
const statuses = ([only]: Day[]) => only?.slots.map(({ status }) => status);

test('what is told of a time holds for every slot that it touches, and for no other', () => {
  const news = { starts_at: at('08:30'), ends_at: at('09:10'), status: 'booked' as const };
  const now = applyNews([day], news);
  assert.deepEqual(statuses(now), ['past', 'booked', 'booked', 'free']);
  assert.deepEqual(statuses(applyNews(now, { ...news, status: 'free' })), ['past', 'free', 'free', 'free']);
});

test('what is over stays over, and an untouched day is the very same', () => {
  const early = { starts_at: at('08:00'), ends_at: at('08:30'), status: 'free' as const };
  assert.deepEqual(statuses(applyNews([day], early)), ['past', 'free', 'free', 'free']);
  const elsewhere = { starts_at: at('12:00'), ends_at: at('12:30'), status: 'booked' as const };
  assert.equal(applyNews([day], elsewhere)[0], day);
});

test('the nearest free starts, in their order', () => {
  assert.deepEqual(nearestFree([day], at('09:40')), [at('08:30'), at('09:00'), at('09:30')]);
  assert.deepEqual(nearestFree([], at('09:40')), []);
});

test('days are counted across changes of the clock', () => {
  assert.equal(daysAfter('2026-03-28', 2), '2026-03-30');
  assert.equal(daysBetween('2026-10-24', '2026-10-26'), 2);
  assert.equal(dayIn('Pacific/Auckland', '2026-03-01T23:30:00Z'), '2026-03-02');
  assert.equal(dayIn('America/New_York', '2026-03-02T02:00:00Z'), '2026-03-01');
});
