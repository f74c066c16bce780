/** One thing that is wrong with the configuration: where, what, and how to mend it. */
export interface Problem {
  /** The dotted path of the setting, such as `http.listen`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** The configuration cannot be used. The message lists every problem, one line each, fit for people. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    super(`${source} cannot be used:\n${problems.map(describe).join('\n')}`);
    this.problems = problems;
  }
}

const describe = ({ path, message, remedy }: Problem): string =>
  `  ${path === '' ? '' : `${path}: `}${message} ${remedy}`;
