/** How a value must look for cloudflared to take a configuration at all. */
export type ValueKind = 'duration' | 'boolean' | 'text' | 'integer' | 'list' | 'object';

/**
 * Where a configuration is written: in a file durations are Go's (`5s`), in the JSON of the API they are whole
 * seconds, and each refuses the other's.
 */
export type IngressFormat = 'json' | 'yaml';

/** Whether a value is written as its kind demands; null is "not given" everywhere. */
export function fits(value: unknown, kind: ValueKind, format: IngressFormat): boolean {
  if (value === null || value === undefined) return true;
  switch (kind) {
    case 'duration':
      return format === 'json' ? Number.isSafeInteger(value) : isGoDuration(value);
    case 'boolean':
      return typeof value === 'boolean' || (format === 'yaml' && /^(?:[yYnN]|yes|no|on|off)$/.test(plain(value)));
    case 'text':
      return typeof value === 'string' || (format === 'yaml' && typeof value !== 'object');
    case 'integer':
      return Number.isSafeInteger(value);
    case 'list':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
  }
}

const isGoDuration = (value: unknown): boolean =>
  /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(plain(value)) && typeof value === 'string';

const plain = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The text that cloudflared reads from a scalar: a number or a boolean in YAML is text too where text is wanted. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
