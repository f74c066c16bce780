// Checks that package-lock.json is complete for every platform and names no place to download from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is wrong with a lock file, one line each. npm silently leaves out optional packages that it could not resolve
 * when the lock was written; on the platform that they are for, the install then succeeds and the program does not run.
 */
export function lockProblems(lock) {
  return Object.entries(lock.packages).flatMap(([path, entry]) => [
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isLocked(lock, path, name))
      .map((name) => `${path || 'the root'} names the optional package ${name}, which is not in the lock`),
    ...(/^[a-z+]+:/.test(entry.resolved ?? '') ? [`${path} is bound to ${entry.resolved}`] : []),
    ...(path.includes('node_modules/') && !entry.link && !entry.integrity ? [`${path} has no integrity hash`] : []),
  ]);
}

/** Looks where Node would look: beside the package itself, then in each node_modules above it. */
function isLocked(lock, path, name) {
  const places = [path];
  for (let at = path; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    if (!at.endsWith('node_modules')) places.push(at);
  }
  return places.some((place) => `${place && `${place}/`}node_modules/${name}` in lock.packages);
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));
  const problems = lockProblems(lock);
  for (const problem of problems) console.error(problem);
  console.log(`${Object.keys(lock.packages).length} packages in the lock, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
