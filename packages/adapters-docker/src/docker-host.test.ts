import { describe, expect, it } from 'vitest';
import { InvalidDockerHost, parseDockerHost } from './docker-host.ts';

describe('parseDockerHost', () => {
  it.each([
    ['unix:///var/run/docker.sock', { socketPath: '/var/run/docker.sock' }],
    ['tcp://127.0.0.1:2375', { host: '127.0.0.1', port: 2375 }],
    ['tcp://proxy.example:80', { host: 'proxy.example', port: 80 }],
    ['tcp://proxy.example', { host: 'proxy.example', port: 2375 }],
    ['tcp://[::1]:2375/', { host: '::1', port: 2375 }],
  ])('reads %s', (text, address) => {
    expect(parseDockerHost(text)).toEqual(address);
  });

  it.each(['', '/var/run/docker.sock', 'unix://docker.sock', 'http://127.0.0.1:2375', 'ssh://host.example', 'tcp://'])(
    'refuses "%s" and says what to write',
    (text) => {
      expect(() => parseDockerHost(text)).toThrow(InvalidDockerHost);
      expect(() => parseDockerHost(text)).toThrow('write unix:///var/run/docker.sock or tcp://HOST:PORT');
    },
  );
});
