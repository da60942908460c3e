/** Takes numbers of a sequence by the block, so that a row knows its own before it is written. */
export function openNumbers(takeBlock: () => Promise<{ number: number }[]>): () => Promise<number> {
  const waiting: number[] = [];
  let refilling: Promise<void> | undefined;

  async function refill(): Promise<void> {
    try {
      waiting.push(...(await takeBlock()).map(({ number }) => number));
    } finally {
      refilling = undefined;
    }
  }

  return async () => {
    for (;;) {
      const number = waiting.shift();
      if (number !== undefined) return number;
      refilling ??= refill();
      await refilling;
    }
  };
}
