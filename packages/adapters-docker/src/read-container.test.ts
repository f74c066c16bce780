import { describe, expect, it } from 'vitest';
import type { ListedContainer } from './engine-answers.ts';
import { readContainer, readNetwork } from './read-container.ts';
import { aListed, anEndpoint, anIdleEndpoint, anInspected, idOf, NETWORKS } from './testing/recorded-answers.ts';

const networks = NETWORKS.map(readNetwork);
const rules = { mapping: {}, known: ['demo'] };
const read = (change: Partial<ListedContainer>, aliases: Record<string, readonly string[]> = {}) =>
  readContainer(aListed('web', change), anInspected('web', { aliases }), networks, rules);

describe('readContainer', () => {
  it('reads what the engine lists', () => {
    expect(read({})).toEqual({
      containerId: idOf('web'),
      name: 'web',
      image: 'example/web:1',
      state: 'running',
      project: null,
      networkMode: 'tunnel',
      networks: [{ networkId: idOf('tunnel'), ipAddress: '172.18.0.2', aliases: [] }],
      ports: [],
    });
  });

  it.each(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const)(
    'knows the state %s',
    (state) => {
      expect(read({ State: state }).state).toBe(state);
    },
  );

  it('takes a state that it does not know for one that does not run', () => {
    expect(read({ State: 'stopping' }).state).toBe('exited');
  });

  it('keeps both bindings of a pair, drops doubles, and orders them', () => {
    const v4 = { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 3105, Type: 'tcp' };
    const v6 = { ...v4, IP: '::' };
    expect(read({ Ports: [v6, v4, v6, { PrivatePort: 9, Type: 'tcp' }, v4] }).ports).toEqual([
      { internalPort: 9, protocol: 'tcp', hostIp: '', hostPort: 0 },
      { internalPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 3105 },
      { internalPort: 80, protocol: 'tcp', hostIp: '::', hostPort: 3105 },
    ]);
  });

  it('tells the protocols apart', () => {
    const port = { IP: '127.0.0.1', PrivatePort: 53, PublicPort: 53 };
    const Ports = ['udp', 'tcp', 'sctp'].map((Type) => ({ ...port, Type }));
    expect(read({ Ports }).ports.map(({ protocol }) => protocol)).toEqual(['sctp', 'tcp', 'udp']);
  });

  it('reads a container that was never started: its networks have names only', () => {
    const { networks: memberships } = read({
      State: 'created',
      NetworkSettings: { Networks: { tunnel: { ...anIdleEndpoint('tunnel'), NetworkID: '' } } },
    });
    expect(memberships).toEqual([{ networkId: idOf('tunnel'), ipAddress: '', aliases: [] }]);
  });

  it('leaves out a network that is gone', () => {
    expect(read({ NetworkSettings: { Networks: { old: anIdleEndpoint('old') } } }).networks).toEqual([]);
  });

  it('takes the IPv6 address when there is no other', () => {
    const endpoint = anEndpoint('tunnel', { IPAddress: '', GlobalIPv6Address: '2001:db8::2' });
    expect(read({ NetworkSettings: { Networks: { tunnel: endpoint } } }).networks[0]?.ipAddress).toBe('2001:db8::2');
  });

  it('lists the aliases of each network, without its own name and id', () => {
    expect(read({}, { tunnel: ['www', 'web', 'app', idOf('web')] }).networks[0]?.aliases).toEqual(['app', 'www']);
  });

  it('reads aliases where newer engines put them', () => {
    const inspected = {
      ...anInspected(),
      NetworkSettings: { Networks: { tunnel: { Aliases: null, DNSNames: ['web', 'www', idOf('web').slice(0, 12)] } } },
    };
    expect(readContainer(aListed(), inspected, networks, rules).networks[0]?.aliases).toEqual(['www']);
  });

  it('calls the default network bridge', () => {
    expect(read({ HostConfig: { NetworkMode: 'default' } }).networkMode).toBe('bridge');
  });

  it('is not misled by the names that links of other containers add', () => {
    expect(read({ Names: ['/other/db', '/web'] }).name).toBe('web');
  });

  it('survives an entry with nothing but an id', () => {
    expect(readContainer({ Id: idOf('bare') }, null, networks, rules)).toMatchObject({
      name: idOf('bare').slice(0, 12),
      state: 'exited',
      networks: [],
      ports: [],
    });
  });
});
