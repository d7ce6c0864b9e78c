import assert from 'node:assert/strict';
import { literalSecretLabel, literalSecrets, mayHoldSecrets } from '../../../../src/core/secrets/literalSecrets';
import { english } from '../../../../src/core/translate';

const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
const npm = `npm_${'Z9y8X7w6V5'.repeat(4)}`;

function found(path: string, file: unknown): [string, string, string | null][] {
  const text = JSON.stringify(file, null, 2);
  return literalSecrets(path, text).map(({ start, end, name, reference }) => [text.slice(start, end), name, reference]);
}

describe('literal secrets in configuration files', () => {
  it('are found by what tokens begin with, and by the names of keys', () => {
    assert.deepEqual(
      found('/repo/.cursor/mcp.json', {
        mcpServers: {
          a: { command: 'npx', args: ['-y', 'server', `--token=${token}`], env: { API_TOKEN: 'q8Zr2Lk9Vx4Tn7Ws' } },
          b: { url: 'https://x.example', headers: { Authorization: 'Bearer kJ8s2Lq0Wz5Tb7Yc4Rv1' } },
          c: { env: { DATABASE: 'postgres://me:s3cretPass99@db.example/x', awsSecretKey: 'AKIAABCDEFGHIJKLMNOP' } },
        },
      }),
      [
        [token, 'GITHUB_TOKEN', null],
        ['q8Zr2Lk9Vx4Tn7Ws', 'API_TOKEN', null],
        ['kJ8s2Lq0Wz5Tb7Yc4Rv1', 'AUTHORIZATION', null],
        ['s3cretPass99', 'URL_PASSWORD', null],
        ['AKIAABCDEFGHIJKLMNOP', 'AWS_ACCESS_KEY_ID', null],
      ],
    );
  });

  it('are found in files that are one line, and in lists below a key', () => {
    const text = JSON.stringify({ env: { TOKEN: token }, tokens: ['q8Zr2Lk9Vx4Tn7Ws'] });
    assert.deepEqual(
      literalSecrets('.vscode/mcp.json', text).map(({ start, end }) => text.slice(start, end)),
      [token, 'q8Zr2Lk9Vx4Tn7Ws'],
    );
  });

  it('can be a variable where a shell runs what stands around them, but not between single quotes or alone', () => {
    const install = `npm config set //r/:_authToken=${npm} && npm ci`;
    assert.deepEqual(found('.cursor/environment.json', { install, start: `echo '${npm}' done`, user: npm }), [
      [npm, 'NPM_TOKEN', '${NPM_TOKEN}'],
      [npm, 'NPM_TOKEN', null],
      [npm, 'NPM_TOKEN', null],
    ]);
    assert.deepEqual(found('conductor.json', { scripts: { setup: install } }), [[npm, 'NPM_TOKEN', '${NPM_TOKEN}']]);
  });

  it('are not seen in references, in placeholders, in plain words and in other files', () => {
    const harmless = {
      token: '${env:GITHUB_TOKEN}',
      secret: 'your-secret-token-here',
      password: 'correct horse battery staple',
      apiKey: '<paste your key>',
      authorization: 'aaaaaaaaaaaaaaaaaaaa',
      name: 'q8Zr2Lk9Vx4Tn7Ws',
      tokenizer: 'cl100k',
      key: `sk-${'x'.repeat(30)}`,
    };
    assert.deepEqual(found('.vscode/mcp.json', harmless), []);
    assert.deepEqual(found('package.json', { token }), []);
    assert.equal(mayHoldSecrets('/repo/.vscode/settings.json'), true);
    assert.equal(mayHoldSecrets('/repo/src/settings.json'), false);
    assert.deepEqual(literalSecrets('.vscode/mcp.json', `{"token": "${token}"} ${' '.repeat(300_000)}`), []);
  });

  it('are told of without a letter of them', () => {
    for (const what of ['token', 'key', 'address', 'named'] as const) {
      assert.match(literalSecretLabel({ what }, english), /^This looks like an? [a-zA-Z ]+\. Whoever reads/);
    }
  });
});
