import { describe, expect, it } from 'vitest';
import { ConfiguredPorts } from './configured-ports.ts';
import { InvalidPortRange, parsePortRanges } from './port-ranges.ts';

const ports = (byProject: Record<string, readonly string[]> = { demo: ['3100-3199', '8080'] }) =>
  new Map(Object.entries(byProject).map(([project, texts]) => [project, parsePortRanges(texts)]));

describe('parsePortRanges', () => {
  it('reads ranges and single ports', () => {
    expect(parsePortRanges(['3100-3199', '8080', ' 1 - 65535 '])).toEqual([
      { from: 3100, to: 3199 },
      { from: 8080, to: 8080 },
      { from: 1, to: 65_535 },
    ]);
  });

  it.each(['', 'http', '-80', '80-', '80-90-100', '1e3', '8080/tcp', '80,81', '123456'])(
    'refuses "%s", which is no range',
    (text) => {
      expect(() => parsePortRanges(['8080', text])).toThrow(`"${text}" is not a port range`);
    },
  );

  it.each(['0', '0-10', '65536', '65000-70000'])('refuses "%s", which leaves the ports', (text) => {
    expect(() => parsePortRanges([text])).toThrow('1 to 65535');
  });

  it('refuses a reversed range and says how to write it', () => {
    expect(() => parsePortRanges(['3199-3100'])).toThrow('write "3100-3199"');
  });
});

describe('ConfiguredPorts', () => {
  it('knows the owner of both ends of a range and of no port beside it', async () => {
    const configured = new ConfiguredPorts(ports());
    expect(await configured.ownerOf(3100)).toBe('demo');
    expect(await configured.ownerOf(3199)).toBe('demo');
    expect(await configured.ownerOf(8080)).toBe('demo');
    expect(await configured.ownerOf(3099)).toBeNull();
    expect(await configured.ownerOf(3200)).toBeNull();
  });

  it.each([
    ['100-200', '200-300'],
    ['100-200', '150'],
    ['150', '100-200'],
    ['100-200', '100-200'],
  ])('refuses ranges of two projects that overlap (%s and %s), naming both', (one, other) => {
    const build = () => new ConfiguredPorts(ports({ one: [one], other: [other] }));
    expect(build).toThrow(InvalidPortRange);
    expect(build).toThrow(/project "one".*project "other"/);
  });

  it('lets ranges of one project overlap', async () => {
    const configured = new ConfiguredPorts(ports({ demo: ['100-200', '150-300'] }));
    expect(await configured.ownerOf(250)).toBe('demo');
  });

  it('takes a new configuration as a whole', async () => {
    const configured = new ConfiguredPorts(ports());
    configured.replace(ports({ other: ['3100'] }));
    expect(await configured.ownerOf(3100)).toBe('other');
    expect(await configured.ownerOf(8080)).toBeNull();
  });

  it('keeps the present configuration when the new one is refused', async () => {
    const configured = new ConfiguredPorts(ports());
    expect(() => configured.replace(ports({ one: ['80'], other: ['80'] }))).toThrow(InvalidPortRange);
    expect(await configured.ownerOf(8080)).toBe('demo');
  });
});
