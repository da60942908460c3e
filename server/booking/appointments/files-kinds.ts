import type { FileType } from '#contract/files.ts';

const ascii = (text: string) => Buffer.from(text, 'latin1');
const startsWith = (piece: Uint8Array, mark: Uint8Array, at = 0) =>
  Buffer.from(piece.subarray(at, at + mark.length)).equals(mark);

/** The brands under which still pictures of this family go. */
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map(ascii);

type Marked = Exclude<FileType, 'text/plain'>;
const marks: Record<Marked, (piece: Uint8Array) => boolean> = {
  'application/pdf': (piece) => startsWith(piece, ascii('%PDF-')),
  'image/jpeg': (piece) => startsWith(piece, Buffer.from([0xff, 0xd8, 0xff])),
  'image/png': (piece) => startsWith(piece, ascii('\x89PNG\r\n\x1a\n')),
  'image/webp': (piece) => startsWith(piece, ascii('RIFF')) && startsWith(piece, ascii('WEBP'), 8),
  'image/heic': (piece) =>
    startsWith(piece, ascii('ftyp'), 4) && heicBrands.some((brand) => startsWith(piece, brand, 8)),
};
/** How much of a file is looked at before any of it is kept. */
export const longestMark = 12;

export type Judge = {
  /** of each piece in turn, the first at least as long as a mark: false as soon as it shows that this is nothing of ours */
  takes(piece: Uint8Array): boolean;
  /** as far as the pieces tell */
  found(): FileType | undefined;
};

/** What a file is its bytes tell, not who sends it. Only text has no mark: it must be said to be text, and be so throughout. */
export function newJudge(said: string): Judge {
  const isText = newTextCheck();
  let found: FileType | undefined;
  return {
    takes: (piece) => {
      found ??= markedAs(piece) ?? (said === 'text/plain' ? said : undefined);
      return found === 'text/plain' ? isText(piece) : found !== undefined;
    },
    found: () => found,
  };
}

function markedAs(first: Uint8Array): Marked | undefined {
  return (Object.keys(marks) as Marked[]).find((type) => marks[type](first));
}

/** Text is UTF-8 throughout, without what no text holds. */
function newTextCheck(): (piece: Uint8Array) => boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (piece) => {
    try {
      return !decoder.decode(piece, { stream: true }).includes('\0');
    } catch {
      return false; // no UTF-8
    }
  };
}
