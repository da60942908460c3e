/** What fields of a format or a pattern must refuse, wherever they stand: in bodies, in addresses, in cursors. */
const days = [
  ...['2026-02-30', '2025-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00'],
  ...[
    '0000-01-01',
    '0001-01-01',
    '1799-12-31',
    '3000-01-01',
    '9999-12-31',
    '-0001-01-01',
    '+002026-01-01',
    '-271821-04-19',
  ],
  ...['2026-1-1', '26-01-01', '20260101', '2026-W01-1', '2026-001', 'today', 'infinity', 'epoch', 'now', '٢٠٢٦-٠١-٠١'],
  ...['2026-01-01T00:00:00Z', '2026-01-01\n', '2026-01-01 BC', '2026-01-01[u-ca=hebrew]'],
];

const instants = [
  ...['2026-02-30T10:00:00Z', '2025-02-29T10:00:00Z', '2026-13-01T10:00:00Z', '2026-00-00T00:00:00Z'],
  // the year that none of us counts, and the ends of what Temporal, PostgreSQL and Date can count
  ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59'],
  ...[
    '9999-12-31T23:59:59.999999999Z',
    '-271821-04-20T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '+294276-12-31T23:59:59Z',
  ],
  ...['-004713-11-24T00:00:00Z', '1799-12-31T23:59:59Z', '3000-01-01T00:00:00Z', 'infinity', '-infinity', 'now'],
  // clocks that show what no clock shows
  ...['2026-06-30T23:59:60Z', '2026-01-01T24:00:00Z', '2026-01-01T10:60:00Z', '2026-01-01T10:00:61Z'],
  ...[
    '2026-01-01T10:00:00+00:60',
    '2026-01-01T10:00:00+23:59',
    '2026-01-01T10:00:00-23:59',
    '2026-01-01T10:00:00+24:00',
  ],
  ...['2026-01-01T10:00:00+14:01', '2026-01-01T10:00:00+15:59', '2026-01-01T10:00:00+16:00', '2026-01-01T10:00:00+01'],
  ...['2026-01-01T10:00:00+0100', '2026-01-01T10:00:00+01:00:00', '2026-01-01T10:00:00'],
  ...[`2026-01-01T10:00:00.${'9'.repeat(10)}Z`, `2026-01-01T10:00:00.${'1'.repeat(300)}Z`, '2026-01-01T10:00:00,5Z'],
  ...[
    '2026-01-01T10:00:00.Z',
    '2026-01-01T10:00Z',
    '2026-01-01t10:00:00z',
    '2026-01-01T10:00:00z',
    '2026-01-01 10:00:00Z',
  ],
  ...['2026-01-01T10:00:00Z[Europe/Paris]', '2026-01-01T10:00:00Z[u-ca=hebrew]', '2026-01-01T10:00:00 Europe/Paris'],
  ...['2026-01-01T10:00:00Z\n', ' 2026-01-01T10:00:00Z', '٢٠٢٦-٠١-٠١T10:00:00Z', '1767261600', '2026-01-01'],
];

/** Characters that no text of ours holds: they forge lines, turn what stands around them, or hide. */
const nowhere = [
  ...['\u0001', '\u0007', '\u0008', '\u001b[31m', '\u001f', '\u007f', '\u0080', '\u009b', '\u009f'],
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069', '\u206a'],
  ...['\u00ad', '\u180e', '\u200b', '\u2060', '\u2063', '\ufeff', '\ufff9', '\uffff', '\ufdd0'],
  ...['\u115f', '\u3164', '\uffa0', '\u{e0001}', '\u{e0041}', '\u{e007f}'],
];
const breaks = ['\n', '\r\n', '\r', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029'];
const within = (characters: readonly string[]) => characters.map((character) => `Amina${character}Haddad`);
/** Nothing that one could see. */
const unseen = ['\u200d', '\u200c\u200d', '\ufe0f', '\u0301'];

const lines = [...within([...nowhere, ...breaks]), ...unseen];
/** What mail programs make a link of. */
const addresses = [
  'https://evil.example',
  'Win at HTTPS://evil',
  'www.evil.example',
  'Amina WWW.evil',
  'see evil.example/x',
];

export const forms: Record<string, readonly string[]> = {
  date: days,
  'date-time': instants,
  line: lines,
  name: [...lines, ...addresses, 'a.b/c', 'é.إ/'],
  prose: within(nowhere),
  email: [
    'nobody',
    'nobody@',
    '@example.org',
    'a b@example.org',
    'a@b@example.org',
    'a@example..org',
    'a\n@example.org',
    'a@example.org\u202e',
  ],
  '^([01][0-9]|2[0-3]):[0-5][0-9]$': ['9:00', '24:00', '12:60', '09:00:00', '09:00\n', '٠٩:٠٠', '00:00Z'],
  '^[A-Z]{3}$': ['eur', 'EURO', 'E R', 'ÉUR', 'EUR\n'],
  '^[0-9+(). -]{3,40}$': ['12', 'call me', '٠١٢٣٤', '123\n', '\u202a+33 1 23\u202c'],
};

/** Places in lists as they might have been written, with these where a time goes. */
export const placesInTime = instants.map((time) => [time, 1]);
