/** What rooms above do in the middle of what a room does, in its transaction: they add as they open, it runs them in that order. */
export type Hooks<Args extends unknown[], Answer> = {
  add(hook: (...args: Args) => Promise<Answer>): void;
  run(...args: Args): Promise<Answer[]>;
};

export function newHooks<Args extends unknown[], Answer = void>(): Hooks<Args, Answer> {
  const hooks: ((...args: Args) => Promise<Answer>)[] = [];
  return {
    add: (hook) => void hooks.push(hook),
    run: async (...args) => {
      const answers: Answer[] = [];
      for (const hook of hooks) answers.push(await hook(...args));
      return answers;
    },
  };
}
