import { readFile } from 'node:fs/promises';
import type { IngressCheck } from '@tunnel-manager/adapters-cloudflared';
import { Command } from 'commander';
import { withExamples } from '../daemon-command.ts';
import { EXIT, UsageError, type Finish } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

interface CheckOptions {
  readonly url?: readonly string[];
  readonly json?: true;
}

/** What cloudflared would make of a configuration file, without cloudflared and without a daemon. */
export const ingressCommand = (terminal: Terminal, finish: Finish): Command =>
  new Command('ingress').description('look at the rules of a tunnel').addCommand(
    withExamples(new Command('check').description("check a configuration file of cloudflared's, offline"), [
      'ingress check /etc/cloudflared/config.yml',
      'ingress check config.yml --url https://app.example.com/ --url https://api.example.com/v1',
    ])
      .argument('<file>', 'the file')
      .option('--url <url>', 'tell which rule a request for this URL would take; may be repeated', urls)
      .option('--json', 'answer with one JSON document')
      .action(async (file: string, { url, json }: CheckOptions) => {
        const text = await readText(file);
        const { checkIngressFile } = await import('@tunnel-manager/adapters-cloudflared');
        const check = checkIngressFile(text, url);
        terminal.out(json === true ? `${JSON.stringify(check)}\n` : show(file, check));
        finish(check.accepted ? EXIT.done : EXIT.refused);
      }),
  );

function show(file: string, { accepted, issues, matches }: IngressCheck): string {
  return [
    `cloudflared ${accepted ? 'accepts' : 'does not accept'} ${file}.`,
    ...issues.map(({ severity, message, code }) => `  ${severity.padEnd(7)}  ${message} (${code})`),
    ...matches.map(({ url, rule, service }) => `  ${url} -> ${service} (rule #${rule + 1})`),
    '',
  ].join('\n');
}

function urls(text: string, before: readonly string[] = []): readonly string[] {
  const { host = '' } = URL.parse(text) ?? {};
  if (host === '') throw new UsageError(`--url takes an address such as https://app.example.com/, not "${text}".`);
  return [...before, text];
}

/** Far more than a thousand rules need. */
const MOST_BYTES = 8 * 1024 * 1024;

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.length <= MOST_BYTES) return bytes.toString('utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read (${code}): check the path and its permissions.`);
  }
  throw new UsageError(`${file} is larger than 8 MiB: check that it is the right file.`);
}
