#!/usr/bin/env node
// Old versions of Node fail on the imports below without a word that helps, so the version is looked at first.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `tunnel-manager needs Node 24 or newer, and this is ${process.version}.\n` +
      'Install a newer Node from https://nodejs.org, or start it with "npm start" in its repository, which brings its own.\n',
  );
  process.exit(2);
}
const { main } = await import('../dist/main.js');
await main(process.argv.slice(2));
