import type { AuditAction } from '#contract/audit-actions.ts';

type WordOf<A extends string> = A extends `${infer Head}.${infer Tail}` ? `${Head}_${Tail}` : A;

/** Under which an action's word stands: a dot would lead further down. */
export function actionWord<A extends AuditAction>(action: A): WordOf<A> {
  return action.replace('.', '_') as WordOf<A>;
}
