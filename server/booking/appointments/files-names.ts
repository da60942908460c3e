import type { FileType } from '#contract/files.ts';

/** How names of each type end, the usual one first. */
const endings: Record<FileType, readonly [string, ...string[]]> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'text/plain': ['txt'],
};
const longestStem = 190;

/** The name that was said, with the ending of what the file was found to be: whoever opens it gets no other program. */
export function nameAs(said: string, type: FileType): string {
  const name = harmless(said);
  const [, stem = name, ending = ''] = /^(.+)\.([a-z0-9]{1,5})$/i.exec(name) ?? [];
  if (endings[type].includes(ending.toLowerCase())) return name;
  const whole = /[a-z]/i.test(ending) ? stem : name; // "Scan 12.05" has no ending
  return `${Array.from(whole).slice(0, longestStem).join('')}.${endings[type][0]}`;
}

/** No way into another folder, no line of its own, no turning of the words around it, nothing hidden, nothing that is cut off. */
function harmless(name: string): string {
  const bare = name.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/gu, '_');
  return bare.replaceAll(/^[\s.]+|[\s.]+$/g, '') || 'file';
}

/** How a browser is told to save it: the exact name, and one for those that know no more than ASCII. */
export function asAttachment(name: string): string {
  const plain = name.replaceAll(/[^\w. -]/g, '_');
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
