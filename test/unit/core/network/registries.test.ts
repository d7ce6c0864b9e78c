import assert from 'node:assert/strict';
import { hostEntry, hostUseLabel, HostUses, hostUseSentence } from '../../../../src/core/network/hostUses';
import { npmrcRegistries } from '../../../../src/core/network/npmrcRegistries';
import { entryOfUrl, namedHosts, publicRegistries } from '../../../../src/core/network/registries';
import { sandboxHosts } from '../../../../src/core/network/sandboxFile';
import { english } from '../../../../src/core/translate';

describe('the registries of an install', () => {
  it('are the public ones of the package managers whose files are there', () => {
    assert.deepEqual(publicRegistries(['package-lock.json', 'package.json', 'README.md']), ['registry.npmjs.org']);
    assert.deepEqual(
      publicRegistries(['yarn.lock', 'uv.lock', 'go.mod', 'Gemfile.lock', 'composer.lock', 'Cargo.lock']),
      [
        ...['registry.npmjs.org', 'registry.yarnpkg.com', 'pypi.org', 'files.pythonhosted.org'],
        ...['proxy.golang.org', 'sum.golang.org', 'rubygems.org', 'index.rubygems.org', 'repo.packagist.org'],
        ...['index.crates.io', 'static.crates.io'],
      ],
    );
    assert.deepEqual(publicRegistries(['pom.xml', 'build.gradle.kts', 'packages.lock.json', '__proto__', 'toString']), [
      ...['repo.maven.apache.org', 'repo1.maven.org', 'plugins.gradle.org', 'api.nuget.org'],
    ]);
  });

  it('are those too that a lock file says its packages are at', () => {
    const texts: [string, string[]][] = [
      ['"resolved": "https://npm.corp.example:8443/a/-/a-1.tgz",', ['npm.corp.example:8443']],
      ['"resolved": "git+https://git.example/x.git#abc"', ['git.example']],
      ['  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#hash"', ['registry.yarnpkg.com']],
      ['    resolution: {tarball: https://codeload.github.com/a/b/tar.gz/c}', ['codeload.github.com']],
      ['source = { registry = "https://pypi.corp.example/simple" }', ['pypi.corp.example']],
      ['sdist = { url = "http://127.0.0.1:4873/a.tar.gz" }', ['127.0.0.1:4873']],
      ['GEM\n  remote: https://user:pass@gems.example/\n', ['gems.example']],
      ['"homepage": "https://evil.example", "funding": "https://evil.example"', []],
      ['"resolved": "https://*.com/x", "resolved": "file:../a"', []],
    ];
    for (const [text, hosts] of texts) {
      assert.deepEqual(namedHosts(text), hosts, text);
    }
    const many = Array.from({ length: 100 }, (_, index) => `"resolved": "https://h${index}.example/"`).join();
    assert.equal(namedHosts(many).length, 30);
    assert.deepEqual(namedHosts(`"url"${' '.repeat(1_000_000)}`), []);
  });

  it('are those too that an .npmrc names', () => {
    const text =
      'registry=https://npm.corp.example/\r\n@scope:registry = "http://127.0.0.1:4873"\n//npm.corp.example/:_authToken=x\n#registry=https://no.example\nregistry=nonsense\n';
    assert.deepEqual(npmrcRegistries(text), ['npm.corp.example', '127.0.0.1:4873']);
    const urls = [
      'https://A.example',
      'ftp://a.example',
      'https://',
      'https://u@a.example:443/x',
      'https://a.example@evil/',
    ];
    assert.deepEqual(urls.map(entryOfUrl), ['a.example', null, null, 'a.example', 'evil']);
  });
});

describe('what a sandbox.json says of hosts', () => {
  it('is what it allows and denies, read as editors write it', () => {
    const text =
      '{ // ours\n "type": "workspace_readwrite", "networkPolicy": { "default": "deny", "allow": ["A.example", "*", "*.b.example",], "deny": ["10.0.0.0/8", "*.evil.example"] } }';
    assert.deepEqual(sandboxHosts(text), {
      allow: ['a.example', '*.b.example'],
      deny: ['10.0.0.0/8', '*.evil.example'],
      unread: ['*'],
    });
    assert.deepEqual(sandboxHosts('{}'), { allow: [], deny: [], unread: [] });
  });

  it('is that everything is denied where it can’t be understood', () => {
    for (const text of ['', '{', '[]', '{"networkPolicy": {"deny": "evil"}}', '{"networkPolicy": {"deny": ["a b"]}}']) {
      assert.deepEqual(sandboxHosts(text).deny, ['*'], text);
    }
  });
});

describe('what the connections of a command came to', () => {
  it('is counted, each host, port and outcome once, and bounded', () => {
    const uses = new HostUses();
    const first = [
      uses.add({ host: 'a.example', port: 443 }),
      uses.add({ host: 'a.example', port: 443 }),
      uses.add({ host: 'a.example', port: 443, blocked: 'unlisted' }),
    ];
    assert.deepEqual(first, [true, false, true]);
    for (let port = 1; port <= 200; port += 1) {
      uses.add({ host: 'b.example', port, blocked: 'unlisted' });
    }
    assert.deepEqual(
      [uses.seen.hosts.length, uses.seen.more, uses.seen.hosts[0]],
      [...[100, 102], { host: 'a.example', port: 443, times: 2 }],
    );
  });

  it('is said in a sentence, in which nothing is left unescaped', () => {
    const reasons = ['malformed', 'unlisted', 'denied', 'private', 'unresolved', 'unreachable'] as const;
    for (const blocked of reasons) {
      assert.match(hostUseSentence({ host: 'x', port: 443, blocked }), /^x (was|could) .*\.$/);
      assert.notEqual(hostUseLabel({ host: 'x', port: 443, blocked, times: 1 }, english), '');
    }
    assert.equal(hostUseSentence({ host: 'a\u001b[31m"', port: 1 }), 'a\\u001b[31m\\":1 was reached.');
    assert.equal(hostUseLabel({ host: 'x', port: 443, times: 3 }, english), 'reached, 3 times');
    assert.equal(hostEntry({ host: '0:0:0:0:0:0:0:1', port: 5432 }), '[0:0:0:0:0:0:0:1]:5432');
  });
});
