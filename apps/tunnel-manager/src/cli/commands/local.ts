import { Command } from 'commander';
import { withExamples } from '../daemon-command.ts';
import { EXIT, UsageError, type Finish } from '../exit.ts';

import type { SandboxOptions } from '../../sandbox/sandbox-options.ts';
import type { Terminal } from '../terminal.ts';

/** Commands that need no daemon: those that become one, and the making of tokens. Each loads what it needs by itself. */
export const localCommands = (terminal: Terminal, finish: Finish): readonly Command[] => [
  withExamples(new Command('sandbox').description('the whole product on this machine, without any account'), [
    'sandbox',
    'sandbox --http 127.0.0.1:0 --edge 127.0.0.1:0 --json',
    'sandbox --data ./sandbox-data',
  ])
    .option('--http <address>', 'where the daemon listens (default: 127.0.0.1:7600, or the next free port)')
    .option(
      '--edge <address>',
      "where the stand-in for Cloudflare's edge listens (default: 127.0.0.1:7680, or the next)",
    )
    .option('--data <directory>', 'keep everything here (default: a temporary directory, removed at the end)')
    .option('--json', 'one line of JSON once all of it is ready')
    .action(async (options: SandboxOptions) => {
      const { sandbox } = await import('../../sandbox/sandbox.ts');
      finish(await sandbox(terminal, options));
    }),
  withExamples(new Command('serve').description('the daemon'), ['serve --config tunnel-manager.yml'])
    .requiredOption('--config <file>', 'the configuration file')
    .option('--json', 'tell errors at the start as JSON')
    .action(async ({ config, json }: { config: string; json?: true }) => {
      const { serve } = await import('../../daemon/serve.ts');
      finish(await serve(terminal, config, json === true));
    }),
  new Command('token').description('make tokens').addCommand(
    withExamples(new Command('create').description('make a token and show it once; only its SHA-256 is kept'), [
      'token create --project demo',
      'token create --admin',
    ])
      .option('--project <project>', 'a token for one project')
      .option('--admin', 'a token for everything')
      .option('--json', 'answer with one JSON document')
      .action(async ({ project, admin, json }: { project?: string; admin?: true; json?: true }) => {
        if ((project === undefined) === (admin === undefined)) {
          throw new UsageError('A token is either for one project (--project NAME) or for an admin (--admin).');
        }
        const { mintToken, tokenSha256 } = await import('../../auth/token.ts');
        const token = mintToken();
        const sha256 = tokenSha256(token);
        const line = `- { sha256: ${sha256}, ${project === undefined ? 'role: admin' : `project: ${project}`} }`;
        terminal.out(
          json === true
            ? `${JSON.stringify({ token, sha256, line })}\n`
            : `${token}\n\nIt is not shown again. Add this line to auth.tokens in the configuration:\n  ${line}\n`,
        );
        finish(EXIT.done);
      }),
  ),
];
