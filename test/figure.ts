/** What a bench says: one line a figure. */
export function figure(name: string, value: string, remark = ''): void {
  process.stdout.write(`${name.padEnd(46)} ${value.padStart(12)}${remark && `   ${remark}`}\n`);
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export const whole = (number: number) => Math.round(number).toLocaleString('en');
/** Against what it is aimed at; nothing fails on it. */
export const ratio = (value: number, peer: number, aim: number) =>
  `${(value / peer).toFixed(2)} of it, aim ${aim.toFixed(2)}${value / peer < aim ? ': MISSED' : ''}`;
