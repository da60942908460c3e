import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarText } from './invitation-text.ts';

const forged = 'Amina\r\nATTENDEE:mailto:eve@evil.example\u0085\u2028"\u202e;\u0007Haddad\ufeff';

test('a name forges no line of a calendar, and turns none', () => {
  const at = '2026-03-02T09:30:00Z';
  const person = { name: forged, email: 'a@example.org' };
  const event = { uid: 'x', sequence: 0, stamp: at, revised: at, starts: at, ends: at, status: 'CONFIRMED' } as const;
  const said = { summary: forged, description: forged, location: forged, organizer: person, attendee: person };
  const text = calendarText([{ ...event, ...said }], { name: forged });
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  const names = lines.map((line) => line.split(/[:;]/)[0]);
  assert.deepEqual(
    names.filter((name) => name === 'ATTENDEE' || name === 'ORGANIZER'),
    ['ORGANIZER', 'ATTENDEE'],
  );
  assert.equal(lines.length, names.filter((name) => /^([A-Z-]+|)$/.test(name ?? '')).length);
  assert.doesNotMatch(text.replaceAll('\r\n', ''), /\p{Cc}|[\u2028\u202e\ufeff]/u);
  assert(
    lines.includes(
      `ATTENDEE;CN="Amina ATTENDEE:mailto:eve@evil.example ’ ; Haddad";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:a@example.org`,
    ),
  );
});
