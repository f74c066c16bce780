/** What the command line says of a sandbox. */
export interface SandboxOptions {
  readonly http?: string;
  readonly edge?: string;
  readonly data?: string;
  readonly json?: true;
}
