import { refusal, type Refusal } from '@tunnel-manager/core';
import type { z } from 'zod';

/** The refusal for input that does not fit its schema: one sentence that names every field at fault. */
export const malformed = (error: z.ZodError): Refusal =>
  refusal(
    'invalid-request',
    `${error.issues.flatMap(complaints).join('; ')}.`,
    'Correct the request and send it again.',
  );

function complaints(issue: z.core.$ZodIssue): readonly string[] {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `"${[field, key].filter(Boolean).join('.').slice(0, 100)}" is not a known field`);
  }
  const problem = issue.message.replace(/^Invalid input: /, '');
  return [field === '' ? `The request is malformed: ${problem}` : `"${field}": ${problem}`];
}
