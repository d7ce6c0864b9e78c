import assert from 'node:assert/strict';
import { ScriptPlayer, scriptOf } from '../../../../src/adapters/models/scriptPlayer';
import type { ModelMessage, ModelPart, ModelRequest } from '../../../../src/core/models/modelPorts';

const never = new AbortController().signal;

function request(messages: ModelMessage[]): ModelRequest {
  return { model: { provider: 'rehearsal', name: 'x' }, system: '', messages, tools: [], maxOutputTokens: 100 };
}

async function all(parts: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const found: ModelPart[] = [];
  for await (const part of parts) {
    found.push(part);
  }
  return found;
}

describe('ScriptPlayer', () => {
  const script = scriptOf([
    {
      text: 'One two',
      calls: [
        { tool: 'read_file', input: { path: 'a' } },
        { tool: 'shell', input: '{"broken' },
      ],
    },
    { text: 'Done', usage: { input: 5 } },
  ]);

  it('plays the turn that follows what the conversation holds', async () => {
    const player = new ScriptPlayer(script);
    const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    assert.deepEqual(await all(player.stream(request([{ role: 'user', text: 'go' }]), never)), [
      { kind: 'text', text: 'One ' },
      { kind: 'text', text: 'two' },
      { kind: 'call', callId: 'call-1-1', tool: 'read_file', input: '{"path":"a"}' },
      { kind: 'call', callId: 'call-1-2', tool: 'shell', input: '{"broken' },
      { kind: 'end', stop: 'tools', usage },
    ]);
    const later = request([
      { role: 'user', text: 'go' },
      { role: 'assistant', text: 'One two', calls: [] },
    ]);
    assert.deepEqual(await all(player.stream(later, never)), [
      { kind: 'text', text: 'Done' },
      { kind: 'end', stop: 'end', usage: { ...usage, input: 5 } },
    ]);
  });

  it('ends where it is when it is aborted between two pieces', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped by the test');
    let pieces = 0;
    const player = new ScriptPlayer(script, () => {
      pieces += 1;
      if (pieces === 2) {
        controller.abort(reason);
      }
      return Promise.resolve();
    });
    await assert.rejects(all(player.stream(request([]), controller.signal)), reason);
    assert.equal(pieces, 2);
  });

  it('says how long the script is when it is over', async () => {
    const player = new ScriptPlayer(scriptOf([]));
    await assert.rejects(all(player.stream(request([]), never)), {
      name: 'RangeError',
      message: 'The script has 0 turns; turn 1 was asked for.',
    });
  });
});
