import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into the program beside it: how long its loop stood still at most, told and begun anew at each SIGUSR2. */
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('SIGUSR2', () => {
  process.stdout.write(`longest block: ${(delay.max / 1e6).toFixed(1)} ms\n`);
  delay.reset();
});
