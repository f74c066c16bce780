import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHeld } from './run-held.mjs';

const check = (...args) => runHeld(process.execPath, [join(import.meta.dirname, 'check.mjs'), ...args]);

describe('the check', () => {
  it('runs only the named steps', async () => {
    const { code, output } = await check('lock', 'links', '--without', 'links');
    expect(output).toMatch(/^ok {5}lock +[0-9.]+ s\nGreen: lock\.\n$/);
    expect(code).toBe(0);
  });

  it.each([['absent'], ['--without', 'absent']])(
    'refuses the unknown step in %j and names the known ones',
    async (...args) => {
      const { code, output } = await check(...args);
      expect(output).toMatch(/There is no step absent\..*boundaries/);
      expect(code).toBe(2);
    },
  );
});
