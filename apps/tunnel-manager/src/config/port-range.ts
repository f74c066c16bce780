import { InvalidPortRange, parsePortRanges } from '@tunnel-manager/adapters-host';
import { z } from 'zod';

/** Host ports as an operator writes them, `"3105"` or `"3100-3199"`; a bare number is a range of one. */
export const portRange = z.union([z.string(), z.int()]).transform((written, context) => {
  try {
    return parsePortRanges([String(written)]);
  } catch (error) {
    if (!(error instanceof InvalidPortRange)) throw error;
    context.addIssue({ code: 'custom', message: error.message, params: { remedy: 'Ports are 1 to 65535.' } });
    return z.NEVER;
  }
});
