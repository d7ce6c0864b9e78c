import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAddress, plainAddress, reachOf } from '../../../../src/core/network/addresses';
import {
  forwardedPorts,
  type HostAccess,
  isDenyEntry,
  judgeAddress,
  judgeTarget,
  plainEntry,
  portsOfThisMachine,
} from '../../../../src/core/network/hostRules';

const access = (allow: string[], more: Partial<HostAccess> = {}): HostAccess => ({
  ...{ allow, inside: [], deny: [] },
  ...more,
});

/** `allowed`, or why not. */
function judged(host: string, port: number, list: HostAccess): string {
  const verdict = judgeTarget({ host, port }, list);
  return verdict.kind === 'allowed' ? `allowed as ${verdict.host}` : verdict.reason;
}

describe('a list of hosts', () => {
  const list = access(['docs.python.org', '*.npmjs.org', 'db.example:5432', '198.51.100.7', '127.0.0.1:5433']);
  const cases: [string, number, string][] = [
    ['docs.python.org', 443, 'allowed as docs.python.org'],
    ['docs.python.org', 80, 'allowed as docs.python.org'],
    ['docs.python.org', 22, 'unlisted'],
    ['DOCS.Python.ORG', 443, 'allowed as docs.python.org'],
    ['docs.python.org.', 443, 'allowed as docs.python.org'],
    ['docs.python.org..', 443, 'malformed'],
    ['docs.python.org.evil', 443, 'unlisted'],
    ['docs.python.org.evil.example', 443, 'unlisted'],
    ['evildocs.python.org', 443, 'unlisted'],
    ['evil-docs.python.org', 443, 'unlisted'],
    ['x.docs.python.org', 443, 'unlisted'],
    ['python.org', 443, 'unlisted'],
    ['registry.npmjs.org', 443, 'allowed as registry.npmjs.org'],
    ['a.b.npmjs.org', 443, 'allowed as a.b.npmjs.org'],
    ['npmjs.org', 443, 'unlisted'],
    ['evilnpmjs.org', 443, 'unlisted'],
    ['db.example', 5432, 'allowed as db.example'],
    ['db.example', 443, 'unlisted'],
    ['198.51.100.7', 443, 'allowed as 198.51.100.7'],
    ['3325256711', 443, 'malformed'],
    ['0xc6.0x33.0x64.0x7', 443, 'malformed'],
    ['198.051.100.007', 443, 'malformed'],
    ['198.51.25607', 443, 'malformed'],
    ['127.0.0.1', 5433, 'allowed as 127.0.0.1'],
    ['[::ffff:127.0.0.1]', 5433, 'allowed as 127.0.0.1'],
    ['::ffff:7f00:1', 5433, 'allowed as 127.0.0.1'],
    ['2130706433', 5433, 'malformed'],
    ['127.1', 5433, 'malformed'],
    ['0177.0.0.1', 5433, 'malformed'],
    ['[::1]', 5433, 'unlisted'],
    ['169.254.169.254', 80, 'unlisted'],
    ['user@docs.python.org', 443, 'malformed'],
    ['docs.python.org@evil.example', 443, 'malformed'],
    ['docs.python.org/evil', 443, 'malformed'],
    ['docs.python.org\0.evil', 443, 'malformed'],
    ['docs.python.org%00', 443, 'malformed'],
    ['dоcs.python.org', 443, 'malformed'],
    ['docs。python。org', 443, 'malformed'],
    ['xn--dcs-sed.python.org', 443, 'unlisted'],
    [' docs.python.org', 443, 'malformed'],
    ['', 443, 'malformed'],
    ['docs.python.org', 0, 'malformed'],
    ['docs.python.org', 65536, 'malformed'],
    ['docs.python.org', Number.NaN, 'malformed'],
  ];
  for (const [host, port, expected] of cases) {
    it(`says ${expected} to ${JSON.stringify(host)} at ${port}`, () => {
      assert.equal(judged(host, port, list), expected);
    });
  }

  it('is beaten by what is denied, whatever its port or spelling', () => {
    const denied = access(['api.example', '*.internal.example', '198.51.100.7:8080'], {
      deny: ['API.example.', '*.secret.internal.example', '198.51.100.0/24'],
    });
    assert.equal(judged('api.example', 443, denied), 'denied');
    assert.equal(judged('x.secret.internal.example', 443, denied), 'denied');
    assert.equal(judged('x.internal.example', 443, denied), 'allowed as x.internal.example');
    assert.equal(judged('198.51.100.7', 8080, denied), 'denied');
    assert.equal(judged('anything.example', 443, access(['anything.example'], { deny: ['*'] })), 'denied');
  });

  it('never allows everything, or everything below a top-level domain', () => {
    for (const wide of ['*', '*.com', '0.0.0.0/0', '::/0', '*.', '.com', 'https://a.example', 'a.example/x', 'a b']) {
      assert.equal(judged('evil.com', 443, access([wide])), 'unlisted', wide);
      assert.equal(plainEntry(wide), null, wide);
    }
  });

  it('has one spelling for each entry', () => {
    const entries = [
      'A.Example.',
      ' a.example:8080 ',
      '*.A.example',
      '127.0.0.1:5432',
      '::1',
      '[::1]:5432',
      'a:0',
      'a:70000',
    ];
    assert.deepEqual(entries.map(plainEntry), [
      ...['a.example', 'a.example:8080', '*.a.example', '127.0.0.1:5432', '[0:0:0:0:0:0:0:1]'],
      ...['[0:0:0:0:0:0:0:1]:5432', null, null],
    ]);
    assert.deepEqual(['*', '10.0.0.0/8', 'a.example', 'a/b', ''].map(isDenyEntry), [true, true, true, false, false]);
  });

  it('forwards the services of this machine that it names with their port', () => {
    const services = access([
      '127.0.0.1:5432',
      'localhost:6379',
      'db.example:1234',
      '10.0.0.1:99',
      '127.0.0.1',
      '[::1]:7',
    ]);
    assert.deepEqual(forwardedPorts(services), [
      { host: '127.0.0.1', port: 5432 },
      { host: 'localhost', port: 6379 },
      { host: '0:0:0:0:0:0:0:1', port: 7 },
    ]);
  });

  it('allows no host, however it is written, that is not one of its names', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.webAuthority(), fc.string()), (host) => {
        const verdict = judgeTarget({ host, port: 443 }, access(['only.example', '*.below.example']));
        const isMeant = verdict.host === 'only.example' || verdict.host.endsWith('.below.example');
        assert.equal(verdict.kind === 'allowed', isMeant && verdict.kind === 'allowed');
      }),
    );
  });
});

describe('the address that a name leads to', () => {
  const addresses: [string, string][] = [
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['::ffff:93.184.216.34', 'public'],
    ...['127.0.0.1', '127.255.0.3', '::1', '::ffff:127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255'].map(
      (address): [string, string] => [address, 'private'],
    ),
    ...['192.168.1.1', '100.64.0.1', '198.18.0.1', 'fd12::1', 'fc00::1', '64:ff9b::7f00:1', '2002:7f00:1::'].map(
      (address): [string, string] => [address, 'private'],
    ),
    ...['169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '0.0.0.0', '::', 'fe80::1', 'ff02::1'].map(
      (address): [string, string] => [address, 'never'],
    ),
    ...['224.0.0.1', '255.255.255.255', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254'].map(
      (address): [string, string] => [address, 'never'],
    ),
  ];
  for (const [text, expected] of addresses) {
    it(`is ${expected} at ${text}`, () => assert.equal(reachOf(parseAddress(text) ?? []), expected));
  }

  it('has to be public, unless the entry means a private one', () => {
    const judge = (text: string, mayBePrivate: boolean, isOfThisMachine = false) =>
      judgeAddress(parseAddress(text) ?? [], access([], { deny: ['10.9.0.0/16'] }), { mayBePrivate, isOfThisMachine });
    assert.deepEqual(
      [
        ...[judge('93.184.216.34', false), judge('127.0.0.1', false), judge('127.0.0.1', true)],
        ...[judge('169.254.169.254', true), judge('10.9.1.1', true), judge('10.8.1.1', true)],
        ...[judge('93.184.216.34', false, true), judge('93.184.216.34', true, true)],
      ],
      [null, 'private', null, 'private', 'denied', null, 'private', null],
    );
  });

  it('reads every address as the bytes that it was written from', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const written = plainAddress([...bytes]);
        assert.equal(plainAddress(parseAddress(written) ?? []), written);
      }),
    );
    for (const text of [
      '1.2.3',
      '1.2.3.4.5',
      '256.1.1.1',
      '01.2.3.4',
      '1::2::3',
      '1:2:3',
      ':::',
      'g::1',
      '::1%lo',
      '',
    ]) {
      assert.equal(parseAddress(text), null, text);
    }
  });
});

describe('ports of this machine that a command may reach directly', () => {
  const ports = (allow: string[], deny: string[] = []) => portsOfThisMachine({ allow, inside: [], deny });

  it('are those that entries name for this machine itself', () => {
    assert.deepEqual(ports(['127.0.0.1:5432', 'localhost:6379', '[::1]:8080']), [5432, 6379, 8080]);
    assert.deepEqual(ports(['example.org', '10.0.0.1:5432', 'db.internal:5432', '127.0.0.1', 'localhost']), []);
  });

  it('are none that anything denies, by any name of this machine', () => {
    for (const deny of ['*', '127.0.0.1', 'localhost', '::1', '127.0.0.0/8', 'localhost:5432', '127.0.0.1:5432']) {
      assert.deepEqual(ports(['127.0.0.1:5432'], [deny]), [], deny);
    }
    assert.deepEqual(ports(['127.0.0.1:5432'], ['localhost:5433']), [5432]);
  });
});
