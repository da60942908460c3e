import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pin } from './pin.ts';

/** Runs a bench's load in a process of its own, so that the server's core is the server's. */
export async function beside<Result>(script: string, options: object, core?: number): Promise<Result> {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (core !== undefined) pin(child.pid, core);
  child.stdin.end(JSON.stringify(options));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  if (output === '') throw new Error('the load ended without a result');
  return JSON.parse(output) as Result;
}

/** The other side: reads the options, answers with the result. */
export async function answerWith<Options, Result>(work: (options: Options) => Promise<Result>): Promise<never> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  const result = await work(JSON.parse(Buffer.concat(pieces).toString()) as Options);
  process.stdout.write(JSON.stringify(result));
  process.exit();
}
