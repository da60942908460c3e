import Type from 'typebox';
import { File } from './appointments.ts';
import { closed, Id, IdParams, Nothing, route } from './route.ts';
import { tamed } from './text.ts';

export const fileTypes = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'text/plain',
] as const;
export type FileType = (typeof fileTypes)[number];
export const largestFile = 25 * 1024 * 1024;
/** What the slowest of connections that people still use takes for it. */
const longestUpload = 600;

export const addFile = route({
  method: 'POST',
  path: '/api/v1/files',
  tag: 'files',
  reads: 'nothing',
  summary:
    'Upload a file for the doctor, as it is: its bytes tell of which type it is, and its name ends accordingly; it is named when booking, or goes after a day',
  who: ['patient'],
  makes: true,
  status: 201,
  bytes: { types: fileTypes, most: largestFile, seconds: longestUpload },
  query: closed({ name: tamed({ minLength: 1, maxLength: 200, description: 'as it is called where it comes from' }) }),
  data: File,
  refusals: ['too_many_files', 'too_much_today'],
});

export const removeFile = route({
  method: 'DELETE',
  path: '/api/v1/files/{id}',
  tag: 'files',
  reads: 'nothing',
  summary: 'Remove a file that is of no appointment yet',
  who: ['patient'],
  params: IdParams,
  data: Nothing,
  refusals: ['not_found'],
});

export const readFile = route({
  method: 'GET',
  path: '/api/v1/appointments/{id}/files/{file_id}',
  tag: 'files',
  reads: { action: 'file.read', of: 'address' },
  summary: 'A file of an appointment, for its patient’s family and its doctor',
  who: ['patient', 'doctor'],
  params: closed({ id: Id, file_id: Id }),
  bare: true,
  content: 'application/octet-stream',
  data: Type.String({ format: 'binary' }),
  refusals: ['not_found'],
});
