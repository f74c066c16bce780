import { StoreStartError } from '@tunnel-manager/storage-sqlite';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../config/configuration-error.ts';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { tellStartProblem } from './start-problem.ts';

const told = (error: unknown) => {
  const { terminal, written } = fakeTerminal();
  return { exit: tellStartProblem(terminal, false, error), err: written.err };
};

describe('a daemon that does not start', () => {
  it.each([
    ['database-locked', 2],
    ['database-newer', 2],
    ['database-legacy', 2],
    ['database-corrupt', 3],
    ['disk-full', 3],
  ] as const)('because of %s exits with %i and tells the remedy', (code, exit) => {
    const result = told(new StoreStartError(code, 'It cannot be used.', 'Do this.'));
    expect(result).toEqual({ exit, err: 'It cannot be used.\nDo this.\n' });
  });

  it('because of its configuration exits with 2', () => {
    const problem = { path: 'vm', message: 'is wrong.', remedy: 'Mend it.' };
    expect(told(new ConfigurationError('x.yml', [problem]))).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/vm: is wrong\. Mend it\./),
    });
  });

  it('because its address is taken exits with 2', () => {
    const error = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
    expect(told(error)).toMatchObject({ exit: 2, err: expect.stringMatching(/taken .* http\.listen/s) });
  });

  it('for a reason that nobody foresaw is not explained away', () => {
    expect(() => told(new Error('boom'))).toThrow('boom');
  });
});
