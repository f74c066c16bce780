import { describe, expect, it } from 'vitest';
import { projectOf } from './project-of.ts';

const rules = { mapping: { stack: 'odin' }, known: ['health', 'health-agent', 'odin'] };
const compose = (name: string) => ({ 'com.docker.compose.project': name });

describe('projectOf', () => {
  it('believes the label of its own first', () => {
    const labels = { 'com.supervisor.project': 'consilio', ...compose('stack') };
    expect(projectOf('odin-web', labels, rules)).toBe('consilio');
  });

  it('translates a Compose project as the operator says', () => {
    expect(projectOf('health-web', compose('stack'), rules)).toBe('odin');
  });

  it('goes by the name when nobody translates the Compose project', () => {
    expect(projectOf('odin-web-1', compose('other'), rules)).toBe('odin');
    expect(projectOf('web', compose('odin'), rules)).toBeNull();
  });

  it('finds the longest project that a name begins with, dashes and all', () => {
    expect(projectOf('health-agent-web', {}, rules)).toBe('health-agent');
    expect(projectOf('health-web', {}, rules)).toBe('health');
  });

  it.each(['odin', 'odin-', 'odinweb', 'odin_web', 'web', 'my-odin-web', ''])('knows no project for "%s"', (name) => {
    expect(projectOf(name, {}, rules)).toBeNull();
  });

  it.each(['constructor', '__proto__', 'toString'])('is not misled by a Compose project called %s', (name) => {
    expect(projectOf('web', compose(name), rules)).toBeNull();
  });

  it('takes an empty label for none', () => {
    expect(projectOf('odin-web', { 'com.supervisor.project': ' ' }, rules)).toBe('odin');
  });
});
