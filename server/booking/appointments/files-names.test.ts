import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asAttachment, nameAs } from './files-names.ts';

// biome-ignore format: a table is read by its columns
const names: [said: string, kept: string][] = [
  ['letter.pdf',           'letter.pdf'],
  ['LETTER.PDF',           'LETTER.PDF'],
  ['letter',               'letter.pdf'],
  ['letter.exe',           'letter.pdf'],
  ['letter.pdf.html',      'letter.pdf.pdf'],
  ['letter.pdf. . ',       'letter.pdf'],
  ['Scan 12.05',           'Scan 12.05.pdf'],
  ['Dr. Haddad',           'Dr. Haddad.pdf'],
  ['.bashrc',              'bashrc.pdf'],
  ['../../etc/passwd',     '_.._etc_passwd.pdf'],
  ['c:\\win\\a.pdf',       'c:_win_a.pdf'],
  ['a\r\nset-cookie: x',   'a__set-cookie: x.pdf'],
  ['letter\u202efdp.exe',  'letter_fdp.pdf'],
  ['a\u2028b\ud800.pdf',   'a_b\ufffd.pdf'],
  ['...',                  'file.pdf'],
  ['ordonnance د.pdf',     'ordonnance د.pdf'],
];

for (const [said, kept] of names) {
  test(`a PDF said to be named ${JSON.stringify(said)} is kept as ${JSON.stringify(kept)}`, () => {
    assert.equal(nameAs(said, 'application/pdf'), kept);
    assert.match(asAttachment(kept), /^attachment; filename="[\w. -]+\.pdf"; filename\*=UTF-8''[\w%.~!-]+$/i);
  });
}

test('a name is no longer than is kept, whatever its ending becomes', () => {
  assert(Array.from(nameAs('😀'.repeat(200), 'image/jpeg')).length <= 200);
  assert.equal(nameAs('photo.JPEG', 'image/jpeg'), 'photo.JPEG');
  assert.equal(nameAs('photo.heic', 'image/jpeg'), 'photo.jpg');
});
