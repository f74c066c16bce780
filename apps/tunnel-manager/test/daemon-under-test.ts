import process from 'node:process';
import { interruptPorts } from '@tunnel-manager/core/testing';
import { loadConfig } from '../src/config/load-config.ts';
import { startDaemon } from '../src/daemon/daemon.ts';
import { createLogger } from '../src/daemon/logger.ts';

/**
 * The real daemon in a process of its own, which kills itself as `kill -9` would at one call through its ports:
 * `KILL_AT=3:before` is just before the third call after it was armed. It reports its address, and then that it is armed.
 */
const [killCall = '0', killWhen = ''] = (process.env['KILL_AT'] ?? '').split(':');
let armed = false;
let calls = 0;

const config = await loadConfig(process.env['CONFIG'] ?? '', process.env);
const daemon = await startDaemon({
  config,
  environment: process.env,
  log: createLogger(config.log),
  decorate: (ports) =>
    interruptPorts(ports, ({ when, name }) => {
      if (!armed) return null;
      if (when === 'before') calls += 1;
      if (String(calls) === killCall && when === killWhen) {
        process.send?.({ dying: name });
        process.kill(process.pid, 'SIGKILL');
      }
      return null;
    }).ports,
});
process.on('message', () => {
  armed = true;
  process.send?.({ armed });
});
process.send?.({ port: daemon.address.port });
