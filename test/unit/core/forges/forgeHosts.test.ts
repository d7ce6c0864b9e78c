import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forgeRepoOf, givenForgeHosts, isSafeApi, siblingUrl } from '../../../../src/core/forges/forgeHosts';

const hosts = givenForgeHosts({
  'git.acme.example': { kind: 'github' },
  'lab.acme.example:8443': { kind: 'gitlab', api: 'https://lab.acme.example:8443/api/v4/' },
  'plain.example': { kind: 'github', api: 'http://plain.example/api' },
  'local.example': { kind: 'github', api: 'http://127.0.0.1:3000' },
  'bad host': { kind: 'github' },
});

describe('the forges of a person', () => {
  it('knows GitHub and GitLab, and servers that are named, by their usual interface', () => {
    assert.deepEqual(Object.fromEntries(hosts), {
      'github.com': { kind: 'github', api: 'https://api.github.com' },
      'gitlab.com': { kind: 'gitlab', api: 'https://gitlab.com/api/v4' },
      'git.acme.example': { kind: 'github', api: 'https://git.acme.example/api/v3' },
      'lab.acme.example:8443': { kind: 'gitlab', api: 'https://lab.acme.example:8443/api/v4' },
      'local.example': { kind: 'github', api: 'http://127.0.0.1:3000' },
    });
  });

  it('leaves out what is no list of hosts', () => {
    for (const value of [null, 3, [], { a: 1 }, { a: { kind: 'svn' } }]) {
      assert.equal(givenForgeHosts(value).size, 2);
    }
  });

  it('sends tokens over https, or to this machine', () => {
    assert.ok(isSafeApi('https://a.example/api/v3'));
    assert.ok(isSafeApi('http://localhost:80'));
    for (const bad of [
      'http://a.example',
      'https://u@a.example',
      'ftp://a.example',
      'https://a.example/?x',
      'javascript:1',
      'http://127.0.0.1.evil.example',
    ]) {
      assert.ok(!isSafeApi(bad), bad);
    }
  });
});

describe('the repository that an address means', () => {
  const cases: [string, [string, string] | null][] = [
    ['https://github.com/acme/app.git', ['github.com', 'acme/app']],
    ['https://GitHub.com/acme/app/', ['github.com', 'acme/app']],
    ['https://me:token@github.com/acme/app', ['github.com', 'acme/app']],
    ['git@github.com:acme/app.git', ['github.com', 'acme/app']],
    ['github.com:acme/app', ['github.com', 'acme/app']],
    ['ssh://git@github.com:22/acme/app.git', ['github.com', 'acme/app']],
    ['ssh://git@ssh.github.com:443/acme/app.git', ['github.com', 'acme/app']],
    ['git@gitlab.com:group/sub/app.git', ['gitlab.com', 'group/sub/app']],
    ['https://lab.acme.example:8443/group/app', ['lab.acme.example:8443', 'group/app']],
    ['https://git.acme.example/a/b', ['git.acme.example', 'a/b']],
    ['https://github.com.evil.example/acme/app', null],
    ['https://github.com@evil.example/acme/app', null],
    ['https://evil.example/github.com/acme/app', null],
    ['https://github.com/acme', null],
    ['https://github.com/acme/app/tree/main', null],
    ['https://github.com/acme/..', null],
    ['git@github.com:acme/app?x', null],
    ['http://github.com/acme/app', null],
    ['/srv/github.com/acme/app', null],
    ['', null],
  ];
  for (const [url, expected] of cases) {
    it(`of ${url === '' ? 'nothing' : url} is ${expected?.join(' ') ?? 'none'}`, () => {
      const found = forgeRepoOf(url, hosts);
      assert.deepEqual(found === null ? null : [found.host, found.path], expected);
    });
  }

  it('is never one of a host that is not known', () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), (text, url) => {
        for (const each of [text, url, `git@${text}`, `https://${text}/a/b`, `ssh://${text}/a/b`]) {
          const found = forgeRepoOf(each, hosts);
          assert.ok(found === null || hosts.has(found.host));
        }
      }),
    );
  });

  it('has siblings that are written alike', () => {
    assert.equal(siblingUrl('git@github.com:acme/app.git', 'me/app'), 'git@github.com:me/app.git');
    assert.equal(siblingUrl('https://u@github.com/acme/app', 'me/app'), 'https://u@github.com/me/app');
    assert.equal(siblingUrl('ssh://git@h:22/acme/app.git', 'me/app'), 'ssh://git@h:22/me/app.git');
    assert.equal(siblingUrl('ssh://git@h:22/acme/app.git', '$1/$&'), 'ssh://git@h:22/$1/$&.git');
  });
});
