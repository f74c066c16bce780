import type { z } from 'zod';

interface Whole {
  readonly connector: { readonly kind: 'systemd' | 'docker' | 'process' | 'none' };
  readonly docker: { readonly enabled: boolean };
  readonly ingress: {
    readonly mode: 'remote' | 'file';
    readonly file: { readonly apply: 'swap' | 'restart' | 'none' };
  };
}

/** Settings about the connector that contradict each other: one that nobody looks for, or that nobody can restart. */
export function checkConnector({ connector, docker, ingress }: Whole, context: z.RefinementCtx): void {
  const refuse = (path: string[], message: string, remedy: string): void =>
    context.addIssue({ code: 'custom', path, message, params: { remedy } });
  if (connector.kind === 'docker' && !docker.enabled) {
    refuse(
      ['connector', 'kind'],
      'is docker, and Docker is switched off.',
      'Remove docker.enabled: false, or say what else runs cloudflared.',
    );
  }
  const restarts = ingress.mode === 'file' && ingress.file.apply === 'restart';
  if (restarts && connector.kind !== 'systemd' && connector.kind !== 'docker') {
    refuse(
      ['ingress', 'file', 'apply'],
      `is restart, and a connector of kind ${connector.kind} cannot be restarted.`,
      'Set connector.kind to systemd or docker, or use apply: none and restart cloudflared yourself.',
    );
  }
}
