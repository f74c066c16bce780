// Checks that relative links in the documents lead somewhere: to a file, and to a heading where they name one.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The relative links of a document that lead nowhere. `read` answers with a file's text, or undefined without one. */
export function brokenLinks(file, text, read) {
  const prose = text.replaceAll(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map((match) => match[1]);
  return targets.filter((target) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return false;
    const [path, anchor] = target.split('#');
    const linked = path === '' ? text : read(join(dirname(file), decodeURIComponent(path)));
    return linked === undefined || (anchor !== undefined && !anchorsOf(linked).has(anchor));
  });
}

/** Headings as GitHub names them: lower case, punctuation dropped, spaces as dashes, repeats numbered. */
function anchorsOf(text) {
  const seen = new Map();
  const headings = [...text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => match[1]);
  return new Set(
    headings.map((heading) => {
      const slug = heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-');
      const repeats = seen.get(slug) ?? 0;
      seen.set(slug, repeats + 1);
      return repeats === 0 ? slug : `${slug}-${repeats}`;
    }),
  );
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const read = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return undefined;
    return statSync(full).isDirectory() ? '' : readFileSync(full, 'utf8');
  };
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
  });
  const documents = list
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));
  const broken = documents.flatMap((file) => brokenLinks(file, read(file), read).map((link) => `${file}: ${link}`));
  for (const line of broken) console.error(`${line} leads nowhere`);
  console.log(`${documents.length} documents, ${broken.length} broken links`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
