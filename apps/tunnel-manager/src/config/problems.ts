import type { z } from 'zod';
import type { Problem } from './configuration-error.ts';
import { nearest } from './nearest.ts';
import { outlineAt } from './outline.ts';

/** What a refused configuration tells its operator. */
export const problemsOf = (error: z.ZodError): readonly Problem[] => error.issues.flatMap(problemsOfIssue);

function problemsOfIssue(issue: z.core.$ZodIssue): readonly Problem[] {
  const path = issue.path.map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(issue.path, key));
    case 'invalid_type':
      return [missingOrWrong(path, issue)];
    case 'invalid_value':
      return [{ path, message: 'has a value that is not known.', remedy: `Use ${issue.values.join(' or ')}.` }];
    case 'custom':
      return [{ path, message: issue.message, remedy: String(issue.params?.['remedy'] ?? '') }];
    case 'invalid_key':
      return issue.issues.flatMap((inner) => problemsOfIssue({ ...inner, path: issue.path }));
    case 'too_big':
      return [{ path, message: 'is too large.', remedy: `Use at most ${issue.maximum}.` }];
    case 'too_small':
      return [{ path, message: 'is too small.', remedy: `Use at least ${issue.minimum}.` }];
    case 'invalid_format':
    case 'invalid_union':
    case 'invalid_element':
    case 'not_multiple_of':
      return [{ path, message: 'has the wrong form.', remedy: seeReference(issue.path) }];
  }
}

function unknownKey(parent: readonly PropertyKey[], key: string): Problem {
  const meant = nearest(key, Object.keys(outlineAt(parent)?.properties ?? {}));
  return {
    path: [...parent.map(String), key].join('.'),
    message: 'is not a setting.',
    remedy: meant ? `Did you mean "${meant}"?` : 'Remove it, or see the configuration reference.',
  };
}

function missingOrWrong(path: string, issue: z.core.$ZodIssueInvalidType): Problem {
  if (issue.input === undefined) {
    return { path, message: 'is missing.', remedy: seeReference(issue.path) };
  }
  return { path, message: `must be ${ARTICLED[issue.expected] ?? issue.expected}.`, remedy: seeReference(issue.path) };
}

const ARTICLED: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with settings',
  record: 'a section with named entries',
};

function seeReference(path: readonly PropertyKey[]): string {
  const description = outlineAt(path)?.description;
  return description ? `It is: ${description}` : 'See the configuration reference.';
}
