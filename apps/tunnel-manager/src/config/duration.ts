import { z } from 'zod';
import { parseDuration } from './parse-duration.ts';

/** A duration between two others, each as an operator writes it. The value is in milliseconds. */
export function duration(atLeast: string, atMost: string) {
  const leastMs = parseDuration(atLeast) ?? 0;
  const mostMs = parseDuration(atMost) ?? Infinity;
  return z.string().transform((text, context) => {
    const valueMs = parseDuration(text);
    if (valueMs !== null && leastMs <= valueMs && valueMs <= mostMs) return valueMs;
    context.addIssue({
      code: 'custom',
      message: `"${text}" is not a duration between ${atLeast} and ${atMost}.`,
      params: { remedy: 'Write a number and a unit (ms, s, m, h, d or y), such as "30s".' },
    });
    return z.NEVER;
  });
}
