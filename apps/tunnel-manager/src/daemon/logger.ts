import { destination, pino, stdTimeFunctions, type Logger } from 'pino';
import type { Config } from '../config/schema.ts';

/** JSON lines on stderr, written at once so that none is lost when the process ends. Nothing named like a secret is written. */
export const createLogger = ({ level }: Config['log']): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: [
        'authorization',
        'token',
        'apiToken',
        'headers.authorization',
        '*.authorization',
        '*.token',
        '*.apiToken',
      ],
    },
    destination({ fd: 2, sync: true }),
  );
