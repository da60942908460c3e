import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openTabs } from './tabs.ts';

test('a tab that learns who is signed in tells those that believed otherwise, and only those', async () => {
  const heard: string[] = [];
  const name = `salle.test.${process.pid}`;
  const open = (tab: string) => openTabs(new BroadcastChannel(name), (who) => heard.push(`${tab} ${who}`));
  const [first, second, fresh] = [open('first'), open('second'), open('fresh')];
  try {
    first.tell(7);
    second.tell(7);
    await pause(50);
    assert.deepEqual(heard, []);
    first.tell(null);
    first.tell(null);
    await pause(50);
    assert.deepEqual(heard, ['second null']);
  } finally {
    for (const tab of [first, second, fresh]) tab.close();
  }
});
