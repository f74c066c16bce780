import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Terminal } from '../cli/terminal.ts';
import { loadConfig } from '../config/load-config.ts';
import { startDaemon, type Daemon } from './daemon.ts';
import { createLogger } from './logger.ts';
import { tellStartProblem } from './start-problem.ts';
import { untilToldToStop } from './until-told-to-stop.ts';

/** Runs the daemon until it is told to stop. A start that fails says why, in one sentence with its remedy. */
export async function serve(terminal: Terminal, file: string, json: boolean): Promise<ExitCode> {
  const { environment } = terminal;
  const stopped = untilToldToStop();
  try {
    const config = await loadConfig(file, environment);
    const log = createLogger(config.log);
    const daemon = await startDaemon({ config, environment, log, adoptsLegacy: true });
    const onHangUp = (): void => void reload(daemon, file, environment, log);
    process.on('SIGHUP', onHangUp);
    log.info({ ...daemon.address, vm: config.vm }, 'listening');
    const signal = await stopped;
    process.off('SIGHUP', onHangUp);
    log.info({ signal }, 'stopping');
    await daemon.stop();
    log.info({}, 'stopped');
    return EXIT.done;
  } catch (error) {
    return tellStartProblem(terminal, json, error);
  }
}

async function reload(
  daemon: Daemon,
  file: string,
  environment: Terminal['environment'],
  log: ReturnType<typeof createLogger>,
): Promise<void> {
  try {
    daemon.reload(await loadConfig(file, environment));
    log.info({ file }, 'took projects, tokens and the log level from the configuration; the rest needs a restart');
  } catch (error) {
    log.error({ file, err: error }, 'the configuration cannot be used, so the present one stays in force');
  }
}
