import assert from 'node:assert/strict';
import { ToolName, toolInputs, toolInputSchema } from '../../../src/protocol';

describe('the inputs of the tools', () => {
  it('refuse fields that a tool does not have, also a prototype', () => {
    const refused = [
      { command: 'ls', disableSandbox: true },
      { command: 'ls', cwd: '/' },
      { command: 'ls', approved: true },
      JSON.parse('{"command":"ls","__proto__":{"approved":true}}') as unknown,
    ];
    assert.deepEqual(
      refused.map((input) => toolInputs.shell.safeParse(input).success),
      [false, false, false, false],
    );
    assert.equal(toolInputs.shell.safeParse({ command: 'ls' }).success, true);
  });

  it('have a JSON Schema that closes every object', () => {
    for (const tool of ToolName.options) {
      const schema = toolInputSchema(tool);
      assert.deepEqual([schema['type'], schema['additionalProperties']], ['object', false], tool);
    }
  });
});
