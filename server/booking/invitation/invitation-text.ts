import { asTamed, asTamedProse } from '#contract/characters.ts';

/** One appointment as calendars know it. */
export type CalendarEvent = {
  uid: string;
  sequence: number;
  /** when this was said; where nobody says it to anybody, when it was last changed */
  stamp: string;
  revised: string;
  starts: string;
  ends: string;
  status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
  summary: string;
  description: string;
  location: string;
  organizer?: Person;
  attendee?: Person;
};
export type Person = { name: string; email: string };
export type Method = 'REQUEST' | 'CANCEL' | 'PUBLISH';

/** The calendar as RFC 5545 writes it. */
export function calendarText(events: readonly CalendarEvent[], head: { method?: Method; name?: string } = {}): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Salle//Appointments//EN',
    'CALSCALE:GREGORIAN',
    ...(head.method ? [`METHOD:${head.method}`] : []),
    ...(head.name ? [`X-WR-CALNAME:${escaped(head.name)}`, 'REFRESH-INTERVAL;VALUE=DURATION:PT15M'] : []),
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventLines(event: CalendarEvent): string[] {
  const { organizer, attendee, status } = event;
  return [
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${utc(event.stamp)}`,
    `LAST-MODIFIED:${utc(event.revised)}`,
    `DTSTART:${utc(event.starts)}`,
    `DTEND:${utc(event.ends)}`,
    `STATUS:${status}`,
    `SUMMARY:${escaped(event.summary)}`,
    `DESCRIPTION:${escaped(event.description)}`,
    `LOCATION:${escaped(event.location)}`,
    // Others who look into this calendar see that somebody is busy, not where.
    'CLASS:PRIVATE',
    `TRANSP:${status === 'CANCELLED' ? 'TRANSPARENT' : 'OPAQUE'}`,
    ...(organizer ? [`ORGANIZER;CN=${quoted(organizer.name)}:mailto:${organizer.email}`] : []),
    ...(attendee ? [`ATTENDEE;CN=${quoted(attendee.name)};${answer(status)};RSVP=FALSE:mailto:${attendee.email}`] : []),
    'END:VEVENT',
  ];
}

/** Whoever has booked has accepted; what waits for a yes is not refused by them either. */
function answer(status: CalendarEvent['status']): string {
  return `CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${status === 'CANCELLED' ? 'NEEDS-ACTION' : 'ACCEPTED'}`;
}

function utc(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function escaped(text: string): string {
  return asTamedProse(text)
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** Within quotes nothing is escaped: what cannot stand there is left out. */
function quoted(text: string): string {
  return `"${asTamed(text).replaceAll('"', '’')}"`;
}

const longest = 75;

/** Lines of at most 75 octets, cut between characters; what continues begins with a space. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > longest) {
      lines.push(current);
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join('\r\n');
}
