import { configOutline, type Outline } from '../config/outline.ts';
import { page, tableOf } from './page.ts';

/** Every setting of the configuration with its type, default and meaning. */
export function configurationReference(): string {
  const rows = settings(configOutline, '', true);
  return page('Configuration', [
    'One YAML file holds every setting; `tunnel-manager serve --config FILE` reads it. A key that is not listed here is ' +
      'refused with the name of the nearest one.',
    'Every setting can be overridden by an environment variable: `TUNNEL_MANAGER_` and the path, with two underscores ' +
      'between the levels. Case and single underscores do not matter, so `http.allowedHosts` is ' +
      '`TUNNEL_MANAGER_HTTP__ALLOWED_HOSTS`. Text settings take the value as it is, all others take it as YAML.',
    'A secret is never written out. It is given as `env:NAME` (an environment variable), `file:PATH` (a file, without its ' +
      'last newline) or `credential:NAME` (a systemd credential).',
    'Durations are a number and a unit: `30s`, `5m`, `24h`, `14d`, `2y`.',
    'Refused in this version, because they would be ignored: `storage.driver: postgres`, `ingress.file.apply: swap` with ' +
      '`ingress.mode: file`, and any value but the default under `reconcile`, `retention` and `webhooks`. ' +
      'Since `swap` is the default, `mode: file` needs `file.apply: restart` or `none` written out. ' +
      '`connector.kind` says where the connector is and who restarts it for a changed file; its health is read from ' +
      '`connector.metrics` alone, and nothing restarts a connector that is down yet.',
    'Docker is watched unless `docker.enabled` is false. While it cannot be asked, requests are refused with ' +
      '`topology-unknown` instead of guessing, so switch it off on a host without Docker.',
    'SIGHUP makes the daemon read `projects`, `auth.tokens` and `log.level` again. Everything else needs a restart.',
    tableOf(['Setting', 'Type', 'Default', 'Meaning'], rows),
  ]);
}

function settings(outline: Outline, path: string, required: boolean): readonly (readonly string[])[] {
  if (outline.properties) {
    return Object.entries(outline.properties).flatMap(([key, inner]) =>
      settings(inner, path === '' ? key : `${path}.${key}`, outline.required?.includes(key) ?? false),
    );
  }
  if (typeof outline.additionalProperties === 'object' && outline.additionalProperties.properties) {
    return settings(outline.additionalProperties, `${path}.NAME`, false);
  }
  if (outline.items?.properties) return settings(outline.items, `${path}[]`, false);
  return [[`\`${path}\``, typeOf(outline), defaultOf(outline, required), outline.description ?? '']];
}

function defaultOf(outline: Outline, required: boolean): string {
  if (outline.default !== undefined) return `\`${JSON.stringify(outline.default).replaceAll(/^"|"$/g, '')}\``;
  return required ? '**required**' : '';
}

function typeOf(outline: Outline): string {
  if (outline.const !== undefined) return `\`${JSON.stringify(outline.const).replaceAll('"', '')}\``;
  if (outline.enum) return outline.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (outline.anyOf) return outline.anyOf.map(typeOf).join(' or ');
  if (outline.type === 'array') return `list of ${outline.items ? typeOf(outline.items) : 'anything'}`;
  if (outline.type === 'object') return 'names and values';
  return { string: 'text', integer: 'whole number', boolean: 'true or false' }[String(outline.type)] ?? 'anything';
}
