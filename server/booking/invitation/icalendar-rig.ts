import assert from 'node:assert/strict';

export type ReadProperty = { name: string; parameters: Record<string, string>; value: string };
export type ReadEvent = { properties: ReadProperty[]; get(name: string): string; find(name: string): ReadProperty };
export type ReadCalendar = { method: string | undefined; events: ReadEvent[] };

/** Reads an iCalendar text as RFC 5545 writes it down, and takes nothing that is only nearly so. */
export function readCalendarText(text: string): ReadCalendar {
  const lines = unfolded(text);
  assert.equal(lines[0], 'BEGIN:VCALENDAR');
  assert.equal(lines.at(-1), 'END:VCALENDAR');
  const head: ReadProperty[] = [];
  const events: ReadProperty[][] = [];
  let open: ReadProperty[] | undefined;
  for (const line of lines.slice(1, -1)) {
    const property = propertyIn(line);
    if (line === 'BEGIN:VEVENT') {
      assert.equal(open, undefined, 'no event within an event');
      open = [];
    } else if (line === 'END:VEVENT') {
      assert(open);
      events.push(open);
      open = undefined;
    } else (open ?? head).push(property);
  }
  assert.equal(open, undefined, 'every event ends');
  requireOnce(head, ['PRODID', 'VERSION'], ['METHOD', 'CALSCALE']);
  assert.equal(valueIn(head, 'VERSION'), '2.0');
  return { method: valueIn(head, 'METHOD'), events: events.map(eventFrom) };
}

/** Lines end with CRLF, hold 75 octets at most, and are cut between characters. */
function unfolded(text: string): string[] {
  assert(text.endsWith('\r\n'), 'the last line ends, too');
  const raw = text.slice(0, -2).split('\r\n');
  for (const line of raw) {
    assert(!/[\r\n]/.test(line), 'line ends are CRLF alone');
    assert(Buffer.byteLength(line) <= 75, `longer than 75 octets: ${line}`);
    assert(line.length > 0, 'no line is empty');
    assert(line.isWellFormed() && !line.includes('�'), 'cut between characters');
    assert(!/[^\P{Cc}\t]/u.test(line), 'no control characters');
  }
  assert(!raw[0]?.startsWith(' '));
  return raw.reduce<string[]>((lines, line) => {
    if (/^[ \t]/.test(line)) lines[lines.length - 1] += line.slice(1);
    else lines.push(line);
    return lines;
  }, []);
}

const quoted = '"[^"]*"';
const plain = '[^";:,]*';
const shape = new RegExp(`^([A-Z-]+)((?:;[A-Z-]+=(?:${quoted}|${plain}))*):(.*)$`, 's');

function propertyIn(line: string): ReadProperty {
  const parts = shape.exec(line);
  assert(parts, `no property: ${line}`);
  const [, name = '', parameters = '', value = ''] = parts;
  const each = [...parameters.matchAll(new RegExp(`;([A-Z-]+)=(${quoted}|${plain})`, 'g'))];
  return {
    name,
    parameters: Object.fromEntries(each.map(([, key = '', word = '']) => [key, word.replaceAll('"', '')])),
    value: isText(name) ? unescaped(value) : value,
  };
}

function isText(name: string): boolean {
  return ['SUMMARY', 'DESCRIPTION', 'LOCATION', 'X-WR-CALNAME', 'UID'].includes(name);
}

function unescaped(value: string): string {
  assert(/^(?:[^\\;,]|\\[\\;,nN])*$/s.test(value), `not escaped: ${value}`);
  return value.replaceAll(/\\([\\;,nN])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign));
}

function eventFrom(properties: ReadProperty[]): ReadEvent {
  requireOnce(properties, ['UID', 'DTSTAMP', 'DTSTART', 'DTEND'], ['SEQUENCE', 'STATUS', 'SUMMARY', 'ORGANIZER']);
  for (const name of ['DTSTAMP', 'DTSTART', 'DTEND']) assert.match(valueIn(properties, name) ?? '', /^\d{8}T\d{6}Z$/);
  assert((valueIn(properties, 'DTSTART') ?? '') < (valueIn(properties, 'DTEND') ?? ''));
  assert.match(valueIn(properties, 'SEQUENCE') ?? '', /^\d+$/);
  assert(['TENTATIVE', 'CONFIRMED', 'CANCELLED'].includes(valueIn(properties, 'STATUS') ?? ''));
  const find = (name: string) => {
    const property = properties.find((each) => each.name === name);
    assert(property, `the event has ${name}`);
    return property;
  };
  return { properties, find, get: (name) => find(name).value };
}

function requireOnce(properties: ReadProperty[], needed: string[], allowed: string[]): void {
  const count = (name: string) => properties.filter((each) => each.name === name).length;
  for (const name of needed) assert.equal(count(name), 1, `${name} once`);
  for (const name of allowed) assert(count(name) <= 1, `${name} at most once`);
}

function valueIn(properties: ReadProperty[], name: string): string | undefined {
  return properties.find((each) => each.name === name)?.value;
}

/** RFC 3339 of a calendar's UTC time. */
export function isoOf(stamp: string): string {
  return `${stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6')}.000Z`;
}
