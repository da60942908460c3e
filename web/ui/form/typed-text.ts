import { asLine, asProse, isLine, isProse } from '#contract/characters.ts';
import { isDay } from '#contract/times.ts';

type Broken = { field: string; rule: 'line' | 'prose' | 'date' };

const lines: readonly string[] = ['text', 'search', 'tel'];

/** What of a form's fields the server would not read, by their names: known before anything is sent. */
export function rulesBroken(form: HTMLFormElement | null): Broken[] {
  return Array.from(form?.elements ?? []).flatMap((element) => {
    const rule = brokenBy(element);
    return rule ? [{ field: (element as HTMLInputElement).name, rule }] : [];
  });
}

function brokenBy(element: Element): Broken['rule'] | undefined {
  if (element instanceof HTMLTextAreaElement) return isKeptProse(element.value) ? undefined : 'prose';
  if (!(element instanceof HTMLInputElement)) return undefined;
  if (lines.includes(element.type)) return isKeptLine(element.value) ? undefined : 'line';
  if (element.type !== 'date') return undefined;
  // A day of which a part is missing has no value, and would be sent as none at all.
  return element.validity.badInput || (element.value !== '' && !isDay(element.value)) ? 'date' : undefined;
}

/** Whether it can be kept in one line once it is read as the server reads it. */
export function isKeptLine(text: string): boolean {
  return isLine(asLine(text));
}

export function isKeptProse(text: string): boolean {
  return isProse(asProse(text));
}
