import assert from 'node:assert/strict';
import { setTimeout as tick } from 'node:timers/promises';
import type { File } from '#contract/appointments.ts';
import type { TestApplication } from '#test/application.ts';

export const pdf = Buffer.from('%PDF-1.7\nSome pages of it.');

type Sent = { status: number; body: { data?: File; error?: string } };

export async function upload(
  { address, tokenOf }: TestApplication,
  bytes: Buffer | ReadableStream,
  { as = 'patient', type = 'application/pdf', name = 'letter.pdf', headers = {} as Record<string, string> } = {},
): Promise<Sent> {
  const response = await fetch(`${address}/api/v1/files?${new URLSearchParams({ name })}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(as)}`, 'content-type': type, ...headers },
    body: bytes,
    duplex: 'half',
  } as RequestInit);
  return { status: response.status, body: (await response.json()) as Sent['body'] };
}

export async function added(
  application: TestApplication,
  ...rest: Parameters<typeof upload> extends [unknown, ...infer R] ? R : never
) {
  const { status, body } = await upload(application, ...rest);
  assert.equal(status, 201, JSON.stringify(body));
  assert(body.data);
  return body.data;
}

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const patience = performance.now() + 15_000;
  while (!(await isSo())) {
    assert(performance.now() < patience, 'waited in vain');
    await tick(5);
  }
}
