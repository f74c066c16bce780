import type { Ports } from '../ports/ports.ts';

/** One call through the ports: its number from 1, its name such as `dns.createCname`, and the side of its effect. */
export interface Moment {
  readonly call: number;
  readonly name: string;
  readonly when: 'before' | 'after';
}

/** What happens at a moment: the process is gone, or the call fails although (or before) it took effect. */
export type Happening = { readonly kind: 'death' } | { readonly kind: 'failure'; readonly error: Error };

export interface InterruptedPorts {
  readonly ports: Ports;
  /** Resolves when the process "died": every later call hangs, as nothing of a dead process goes on. */
  readonly died: Promise<void>;
  /** The names of all calls so far. */
  readonly calls: () => readonly string[];
}

/**
 * Counts every call to the ports that change the world or show it, and lets `happens` decide before and after each
 * effect. Interrupting each call in turn until none is left visits every step of whatever is being done.
 */
export function interruptPorts(ports: Ports, happens: (moment: Moment) => Happening | null): InterruptedPorts {
  const calls: string[] = [];
  let dead = false;
  const { promise: died, resolve: reportDeath } = Promise.withResolvers<void>();
  const pass = async (moment: Moment): Promise<void> => {
    const happening = dead ? null : happens(moment);
    if (happening?.kind === 'failure') throw happening.error;
    if (happening?.kind === 'death') {
      dead = true;
      reportDeath();
    }
    if (dead) await new Promise<never>(() => undefined);
  };
  const wrap = <T extends object>(portName: string, port: T): T =>
    new Proxy(port, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          const name = `${portName}.${String(property)}`;
          const call = calls.push(name);
          await pass({ call, name, when: 'before' });
          const result: unknown = await Reflect.apply(member, target, args);
          await pass({ call, name, when: 'after' });
          return result;
        };
      },
    });
  const { store, dns, ingress } = ports;
  return {
    ports: { ...ports, store: wrap('store', store), dns: wrap('dns', dns), ingress: wrap('ingress', ingress) },
    died,
    calls: () => calls,
  };
}
