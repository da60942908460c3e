import type { FieldError } from '#contract/refusals.ts';
import type { Route } from '#contract/route.ts';
import { cut, type FieldErrors, newFieldErrors } from './field-errors.ts';

/** Deeper than any request of ours, far shallower than what hurts. */
const deepest = 20;
/** More values than any request of ours has: objects cost far more than the letters that they are made of. */
const mostValues = 1000;
/** More than any form or address of ours has. */
export const mostFields = 50;
export const tooMany = 'This holds too many values.';
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** What is read of anybody: more than every field of ours can hold, whichever way its letters are written. */
const mostOfStrangers = 20 * 1024;
const mostOfPeople = 256 * 1024;

/** So many bytes of JSON at most; forms have few fields, and are dear to read. */
export function mostBytes({ most, who, form }: Route): number {
  return most ?? (who === 'anyone' || form ? mostOfStrangers : mostOfPeople);
}

/** Reads a JSON body; what is broken or dangerous in it comes back as errors. */
export function parseJson(text: string): { value: unknown } | { errors: readonly FieldError[] } {
  const found = newFieldErrors();
  const excess = excessOf(text);
  if (excess) found.add('', excess, excess === 'depth' ? 'This is nested too deeply.' : tooMany);
  else {
    const value = parsed(text, found);
    if (!found.full()) findUnusable(value, found);
    if (found.errors.length === 0) return { value };
  }
  return { errors: found.errors };
}

function parsed(text: string, found: FieldErrors): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // the parser's own words would quote what was sent
    found.add('', 'json', 'This is not JSON.');
    return undefined;
  }
}

const backslash = 0x5c;

/** Whether more stands in it than we read, told from the text alone: a megabyte of small objects takes half a second to make. */
function excessOf(text: string): 'depth' | 'size' | undefined {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfText(text, at);
        break;
      case 0x2c: // ,
        values += 1;
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        values += 1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
    }
    if (depth > deepest) return 'depth';
    if (values > mostValues) return 'size';
  }
  return undefined;
}

/** Where the text that begins here ends; one that does not is for the parser to refuse. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

/** Reads a form, which has few fields. */
export function parseForm(text: string): { value: unknown } | { errors: readonly FieldError[] } {
  const found = newFieldErrors();
  if (text.split('&', mostFields + 1).length > mostFields) found.add('', 'size', tooMany);
  return found.errors.length > 0 ? { errors: found.errors } : { value: Object.fromEntries(new URLSearchParams(text)) };
}

/** What no field may hold, wherever it is: keys that reach prototypes, text that PostgreSQL cannot keep. */
export function findUnusable(value: unknown, found: FieldErrors, field = ''): void {
  if (typeof value === 'string') findUnusableText(value, found, field);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (found.full()) return;
    if (forbiddenKeys.has(key)) found.add(field, 'key', 'A field here has a name that is not allowed.');
    else if (isUnusable(key)) findUnusableText(key, found, field);
    else findUnusable(inner, found, cut(field ? `${field}.${key}` : key));
  }
}

function findUnusableText(text: string, found: FieldErrors, field: string): void {
  if (isUnusable(text)) found.add(field, 'characters', 'This holds characters that cannot be kept.');
}

function isUnusable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}
