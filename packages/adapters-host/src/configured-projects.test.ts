import { describe, expect, it } from 'vitest';
import { ConfiguredProjects } from './configured-projects.ts';

const demo = { project: 'demo', domains: ['example.com'], quota: 50 };

describe('ConfiguredProjects', () => {
  it('finds what a project was granted', () => {
    expect(new ConfiguredProjects([demo]).find('demo')).toEqual(demo);
  });

  it.each(['other', '', '__proto__', 'constructor'])('does not know "%s"', (name) => {
    expect(new ConfiguredProjects([demo]).find(name)).toBeNull();
  });

  it('forgets projects that a new configuration does not name', () => {
    const projects = new ConfiguredProjects([demo]);
    const other = { project: 'other', domains: null, quota: null };
    projects.replace([other]);
    expect(projects.find('demo')).toBeNull();
    expect(projects.find('other')).toEqual(other);
  });
});
