/**
 * One finding about a configuration. An `error` is what keeps cloudflared from taking it; a `warning` is what it
 * takes silently although somebody will be surprised. `rule` is 0-based and absent when no single rule is meant.
 */
export interface IngressIssue {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly rule?: number;
  readonly message: string;
}
