import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { withoutUserInfo } from '../../../../src/core/sandbox/withoutUserInfo';

describe('a configuration of git without what is secret in it', () => {
  it('has addresses without names and passwords, but for the name of ssh', () => {
    const cases: [string, string][] = [
      ['\turl = https://user:canary@host/x.git', '\turl = https://host/x.git'],
      ['\turl = https://canary@host/x.git', '\turl = https://host/x.git'],
      ['\turl = https://u:can@ary@host:8/x', '\turl = https://host:8/x'],
      ['[url "HTTPS://canary@host/"]\n\tinsteadOf = gh:', '[url "HTTPS://host/"]\n\tinsteadOf = gh:'],
      ['url = ssh://git@host/x', 'url = ssh://git@host/x'],
      ['url = ssh://git:canary@host/x', 'url = ssh://git@host/x'],
      ['url = git@host:x.git', 'url = git@host:x.git'],
      ['url = https://host/a@b', 'url = https://host/a@b'],
    ];
    assert.deepEqual(
      cases.map(([text]) => withoutUserInfo(text)),
      cases.map(([, plain]) => plain),
    );
  });

  it('has no values of headers, tokens and passwords, also not on the lines that go on', () => {
    const text =
      '[http "https://h/"]\n\textraheader = AUTHORIZATION: basic canary\\\n canary\n[sendemail]\n\tsmtpPass=canary\n[github]\n\ttoken = canary\n\tuser = me\n';
    const plain = '[http "https://h/"]\n\textraheader =\n[sendemail]\n\tsmtpPass=\n[github]\n\ttoken =\n\tuser = me\n';
    assert.equal(withoutUserInfo(text), plain);
  });

  it('is the same text where it holds none, and does not change a second time', () => {
    const part = fc.constantFrom('a', '://', '@', '/', '\n', 'https', 'token', '=', ' ', '\\', ':');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const once = withoutUserInfo(parts.join(''));
        assert.equal(withoutUserInfo(once), once);
      }),
    );
    const usual =
      '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://host/x.git\n[user]\n\temail = a@b.example\n';
    assert.equal(withoutUserInfo(usual), usual);
  });

  it('is made in time that grows with its length', () => {
    for (const text of [
      'a'.repeat(1_000_000),
      'a:'.repeat(500_000),
      '://@'.repeat(250_000),
      'pass'.repeat(250_000),
      'a://'.repeat(250_000),
    ]) {
      assert.ok(withoutUserInfo(text).length > 0);
    }
  }).timeout(10_000);
});
