import { ERROR_CATALOGUE } from '@tunnel-manager/core';
import { page, tableOf } from './page.ts';

/** Every code that a refusal or failure can carry. */
export const errorReference = (): string =>
  page('Errors', [
    'Every refusal and failure carries a code that never changes its meaning, one sentence, and advice on what to do. ' +
      'Over HTTP it is `{"error": {"code", "message", "advice", "retryable"}}`; an MCP tool gives `isError` with ' +
      '`{code, message, advice}`; the command line prints it on stderr and exits with 1 for a refusal and 3 when the ' +
      'world failed.',
    'Retryable means that the very same request may succeed later. `Retry-After` is sent when the time is known.',
    tableOf(
      ['Code', 'HTTP', 'Retryable', 'Meaning'],
      Object.entries(ERROR_CATALOGUE).map(([code, { status, retryable, meaning }]) => [
        `\`${code}\``,
        String(status),
        retryable ? 'yes' : 'no',
        meaning,
      ]),
    ),
    'HTTP itself adds four statuses, all with the code `invalid-request`: 404 for an unknown address, 405 for a method ' +
      'that an address does not take, 413 for a body larger than 64 kB and 415 for a body that is not marked as JSON.',
  ]);
