import * as nodeFiles from 'node:fs/promises';
import process from 'node:process';
import { ConfigFile } from '../config-file/config-file.ts';
import type { Files } from '../config-file/files.ts';

/**
 * Writes the file in PATH_TO_WRITE and kills itself, as `kill -9` would, just before call number DIE_AT to the file
 * system, counting also the calls on the files that were opened.
 */
const dieAt = Number(process.env['DIE_AT']);
let calls = 0;

const counted = <T extends object>(target: T): T =>
  new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        calls += 1;
        if (calls === dieAt) process.kill(process.pid, 'SIGKILL');
        const result: unknown = await Reflect.apply(member, object, args);
        return name === 'open' ? counted(result as object) : result;
      };
    },
  });

const files = counted<Files>({ ...nodeFiles });
await new ConfigFile(process.env['PATH_TO_WRITE'] ?? '', files).rewrite(() => process.env['NEW_TEXT'] ?? '');
process.stdout.write(String(calls));
