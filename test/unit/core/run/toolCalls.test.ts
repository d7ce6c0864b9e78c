import assert from 'node:assert/strict';
import { parseCall } from '../../../../src/core/run/toolCalls';
import { callId } from '../journal';

const parse = (tool: string, input: string) => parseCall({ callId: callId('c'), tool, input });

const invalid: [tool: string, input: string, reason: RegExp][] = [
  ['rm', '{}', /^There is no tool "rm"\. The tools are: read_file, /],
  ['shell', '{"command":', /^The arguments of shell are not valid JSON \(.+\); nothing was done\.$/],
  ['shell', '', /^The arguments of shell are wrong \(command: .+\); nothing was done\.$/],
  ['shell', '{"command":"ls","disableSandbox":true}', /disableSandbox/],
  ['shell', '{"command":"ls","approved":true,"cwd":"/"}', /approved/],
  ['shell', '{"command":"ls","__proto__":{"a":1}}', /__proto__/],
  ['shell', '{"command":5}', /command: /],
  ['shell', '[]', /wrong/],
  ['shell', `{"command":"${'x'.repeat(1_000_001)}"}`, /longer than 1000000 characters/],
  ['shell', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /nested too deeply/],
  ['read_file', '{"path":"a","from":0}', /from: /],
  ['constructor', '{}', /There is no tool/],
];

describe('calls as the model wrote them', () => {
  it('are taken when they have the shape of their tool', () => {
    assert.deepEqual(parse('shell', '{"command":"echo \\"[[[[\\""}'), {
      kind: 'use',
      use: { tool: 'shell', input: { command: 'echo "[[[["' } },
    });
    assert.deepEqual(parse('list_files', ''), { kind: 'use', use: { tool: 'list_files', input: {} } });
  });

  for (const [tool, input, reason] of invalid) {
    it(`are refused: ${tool} ${input.slice(0, 50)}`, () => {
      const parsed = parse(tool, input);
      assert.equal(parsed.kind, 'invalid');
      assert.match(parsed.reason, reason);
      assert.ok(parsed.reason.length < 1500);
    });
  }
});
