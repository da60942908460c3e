import { addFile, type FileType, fileTypes, largestFile } from '#contract/files.ts';
import type { RefusalBody } from '#contract/refusals.ts';
import type { KeptFile } from '#web/booking/form/visit.ts';
import { freshKey } from '#web/platform/api.ts';
import { Offline, Refused } from '#web/platform/refused.ts';

export const mostFiles = 10;

/** Some systems do not know what a picture of their own is. */
const byEnding: Readonly<Record<string, FileType>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
  txt: 'text/plain',
};
export const acceptedFiles = [...fileTypes, '.heic'].join(',');

export function typeOf({ name, type }: File): FileType | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return fileTypes.find((known) => known === type) ?? byEnding[ending];
}

export function isTooLarge({ size }: File): boolean {
  return size > largestFile;
}

type Upload = { file: File; type: FileType; signal: AbortSignal; onProgress: (share: number) => void };

/** Sends a file as it is. Not by `fetch`, which tells nobody how far it has come. */
export function upload({ file, type, signal, onProgress }: Upload): Promise<KeptFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(addFile.method, `${addFile.path}?${new URLSearchParams({ name: file.name.slice(-200) })}`);
    request.setRequestHeader('content-type', type);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', freshKey());
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener('load', () => settle(request, resolve, reject));
    request.addEventListener('error', () => reject(new Offline(undefined)));
    request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function settle(request: XMLHttpRequest, resolve: (file: KeptFile) => void, reject: (error: Error) => void) {
  const body = parsed(request.responseText);
  if (request.status < 300 && body && 'data' in body) return resolve(body.data as KeptFile);
  const fallback: RefusalBody = {
    success: false,
    error: request.status === 413 ? 'payload_too_large' : 'internal',
    message: '',
  };
  reject(new Refused(request.status, body && 'error' in body ? (body as RefusalBody) : fallback, new Headers()));
}

function parsed(text: string): object | null {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's own page
  }
}
