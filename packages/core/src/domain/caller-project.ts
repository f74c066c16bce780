import type { Caller } from './caller.ts';
import { accepted, refused, type Outcome } from './outcome.ts';
import { refusal } from './refusal.ts';

/** For whom a caller acts: a project's token only ever for itself; an admin must name the project. */
export function projectOf(caller: Caller, wanted: string | undefined): Outcome<string> {
  if (caller.role === 'project') {
    if (wanted === undefined || wanted === caller.project) return accepted(caller.project);
    return refused(
      refusal(
        'not-your-project',
        `This credential belongs to the project ${caller.project}.`,
        'Leave the project out, or use a credential of the project that you mean.',
      ),
    );
  }
  if (wanted !== undefined && wanted !== '') return accepted(wanted);
  return refused(
    refusal('project-required', 'An admin must say for which project.', 'Add the project, such as `--project demo`.'),
  );
}
