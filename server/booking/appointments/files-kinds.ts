import type { FileType } from '#contract/files.ts';

/** Whether bytes are what they are said to be: asked of each piece in turn, the first at least as long as a file's mark. */
export type Doubt = (piece: Uint8Array, isFirst: boolean) => boolean;

const ascii = (text: string) => Buffer.from(text, 'latin1');
const startsWith = (piece: Uint8Array, mark: Uint8Array, at = 0) =>
  Buffer.from(piece.subarray(at, at + mark.length)).equals(mark);

/** The brands under which still pictures of this family go. */
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map(ascii);

const marks: Record<Exclude<FileType, 'text/plain'>, (piece: Uint8Array) => boolean> = {
  'application/pdf': (piece) => startsWith(piece, ascii('%PDF-')),
  'image/jpeg': (piece) => startsWith(piece, Buffer.from([0xff, 0xd8, 0xff])),
  'image/png': (piece) => startsWith(piece, ascii('\x89PNG\r\n\x1a\n')),
  'image/webp': (piece) => startsWith(piece, ascii('RIFF')) && startsWith(piece, ascii('WEBP'), 8),
  'image/heic': (piece) =>
    startsWith(piece, ascii('ftyp'), 4) && heicBrands.some((brand) => startsWith(piece, brand, 8)),
};
/** How much of a file is looked at before any of it is kept. */
export const longestMark = 12;

/** True as soon as a piece shows that the file is something else. */
export function doubtOf(type: string): Doubt {
  if (type === 'text/plain') return doubtOfText();
  const isMarked = marks[type as keyof typeof marks];
  return (piece, isFirst) => isFirst && !isMarked(piece);
}

/** Text is UTF-8 throughout, without what no text holds. */
function doubtOfText(): Doubt {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (piece) => {
    try {
      return decoder.decode(piece, { stream: true }).includes('\0');
    } catch {
      return true; // no UTF-8
    }
  };
}
