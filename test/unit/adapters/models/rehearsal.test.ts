import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createRehearsal } from '../../../../src/adapters/models/rehearsal';
import { rehearsalScript, sampleTask } from '../../../../src/adapters/models/rehearsalScript';
import { ModelError } from '../../../../src/core/errors';
import type { ModelMessage, ModelPart } from '../../../../src/core/models/modelPorts';
import type { ToolUse } from '../../../../src/protocol/toolInputs';
import { toolInputs } from '../../../../src/protocol/toolInputs';

const sample = path.resolve(import.meta.dirname, '../../../../sample');
const never = new AbortController().signal;
const model = { provider: 'rehearsal', name: 'rehearsal' } as const;

async function answer(messages: readonly ModelMessage[]): Promise<ModelPart[]> {
  const found: ModelPart[] = [];
  const request = { model, system: '', messages, tools: [], maxOutputTokens: 1000 };
  for await (const part of createRehearsal(() => Promise.resolve()).stream(request, never)) {
    found.push(part);
  }
  return found;
}

function asMessage(parts: readonly ModelPart[]): Extract<ModelMessage, { role: 'assistant' }> {
  return {
    role: 'assistant',
    text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
    calls: parts.filter((part) => part.kind === 'call'),
  };
}

/** Does in `folder` what the script asks for, the way the tools do it. */
function perform(folder: string, use: ToolUse): string {
  if (use.tool === 'read_file') {
    return fs.readFileSync(path.join(folder, use.input.path), 'utf8');
  }
  if (use.tool === 'edit_file') {
    const file = path.join(folder, use.input.path);
    const parts = fs.readFileSync(file, 'utf8').split(use.input.old_text);
    assert.equal(parts.length, 2, `${use.input.path} holds the text once`);
    fs.writeFileSync(file, parts.join(use.input.new_text));
  }
  return 'done';
}

function testExit(folder: string): number | null {
  return spawnSync(process.execPath, ['--test'], { cwd: folder, env: { PATH: process.env['PATH'] } }).status;
}

describe('the rehearsal model', () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rehearsal-'));
    fs.cpSync(sample, folder, { recursive: true });
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Plays until the script says finish, and returns the conversation. */
  async function playToFinish(conversation: readonly ModelMessage[]): Promise<ModelMessage[]> {
    const messages = [...conversation];
    for (;;) {
      const message = asMessage(await answer(messages));
      const results = message.calls.map(({ callId, tool, input }) => {
        const checked = toolInputs[tool as ToolUse['tool']].parse(JSON.parse(input));
        return { callId, tool, text: perform(folder, { tool, input: checked } as ToolUse), isError: false };
      });
      messages.push(message, { role: 'tool', results });
      if (results.some(({ tool }) => tool === 'finish')) {
        return messages;
      }
    }
  }

  it('knows the task of the sample word for word', () => {
    assert.equal(sampleTask, fs.readFileSync(path.join(sample, 'task.txt'), 'utf8').trim());
  });

  it('says first that it is scripted, ends red once, then green', async () => {
    assert.equal(testExit(folder), 1);
    const first = await playToFinish([{ role: 'user', text: `The task:\n${sampleTask}\n` }]);
    assert.match(asMessage(await answer(first.slice(0, 1))).text, /^This is a scripted rehearsal: no model is at work/);
    assert.equal(testExit(folder), 1);
    const second = await playToFinish([...first, { role: 'user', text: 'npm test exited 1' }]);
    assert.equal(testExit(folder), 0);
    assert.match(fs.readFileSync(path.join(folder, 'CHANGELOG.md'), 'utf8'), /^## Unreleased\n\n- Fixed: .*50\.00/m);
    const after = asMessage(await answer([...second, { role: 'user', text: 'and now?' }]));
    assert.match(after.text, /^This is the end of the script\./);
    assert.deepEqual(after.calls, []);
  });

  it('goes on where a resumed conversation is', async () => {
    const whole = await playToFinish([{ role: 'user', text: sampleTask }]);
    const resumed = asMessage(await answer(whole.slice(0, 3)));
    assert.equal(resumed.text, rehearsalScript[1]?.text);
  });

  it('refuses any other task and says how to connect a model', async () => {
    await assert.rejects(answer([{ role: 'user', text: 'Rewrite it in Rust.' }]), (error: unknown) => {
      assert.ok(error instanceof ModelError);
      assert.deepEqual(
        { reason: error.reason, message: error.message, hint: error.hint },
        {
          reason: 'refused',
          message: 'The rehearsal model is scripted: it plays the sample task and can do no other.',
          hint: 'To have other work done, connect a real model with Connect a Model, or delegate a shell command.',
        },
      );
      return true;
    });
  });

  it('refuses a project that is not the sample as it was made', async () => {
    fs.writeFileSync(path.join(folder, 'src/shipping.js'), 'export const shippingCents = () => 0;\n');
    await assert.rejects(playToFinish([{ role: 'user', text: sampleTask }]), {
      reason: 'refused',
      message: 'The rehearsal model plays the sample project as it was made; this one differs.',
    });
  });
});
