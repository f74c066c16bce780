import type { Random } from '../world/random.ts';
import type { Fault, FaultRule } from './fault.ts';

/** The faults that are set up. The first rule that fits a request decides. */
export class Faults {
  readonly #random: Random;
  #rules: { readonly rule: FaultRule; readonly path: RegExp; seen: number; applied: number }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Throws `SyntaxError` when the path is no regular expression. */
  add(...rules: readonly FaultRule[]): void {
    for (const rule of rules) this.#rules.push({ rule, path: new RegExp(rule.match.path ?? ''), seen: 0, applied: 0 });
  }

  clear(): void {
    this.#rules = [];
  }

  rules(): readonly FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** The fault that befalls this request, or null. Counts the request. */
  take(method: string, path: string): Fault | null {
    const hit = this.#rules.find((entry) => {
      const { match } = entry.rule;
      if ((match.method ?? method) !== method || !entry.path.test(path)) return false;
      entry.seen += 1;
      if (entry.seen !== (match.nth ?? entry.seen) || entry.applied >= (match.times ?? Infinity)) return false;
      return match.probability === undefined || this.#random.next() < match.probability;
    });
    if (hit === undefined) return null;
    hit.applied += 1;
    return hit.rule.fault;
  }
}
