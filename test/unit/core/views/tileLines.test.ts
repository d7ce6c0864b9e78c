import * as assert from 'node:assert/strict';
import { translateWith } from '../../../../src/core/translate';
import type { TaskDetail } from '../../../../src/core/views/agentsWindowModel';
import { lastLines } from '../../../../src/core/views/lastLines';
import { tileLines } from '../../../../src/core/views/tileLines';
import { foldTranscript } from '../../../../src/core/views/transcript';
import { emptyTranscript } from '../../../../src/core/views/transcriptFold';
import { EventBody } from '../../../../src/protocol';
import type { RunnerEvent } from '../../../../src/protocol';
import { task } from '../views';

const t = translateWith({});

function detail(bodies: readonly unknown[], rest: Partial<TaskDetail> = {}): TaskDetail {
  const events: RunnerEvent[] = bodies.map((body, index) => ({
    ...{ v: 1, seq: index + 1, taskId: task.id, at: '2026-11-23T10:00:00.000Z' },
    ...EventBody.parse(body),
  }));
  return {
    ...{ taskId: task.id, seq: events.length, events, ...foldTranscript(emptyTranscript, events), hasOlder: false },
    ...{ drafts: new Map(), outputs: new Map() },
    ...rest,
  };
}

const call = (callId: string, tool: string, input: object) => ({
  ...{ type: 'tool.intent', callId, tool, input: JSON.stringify(input), effect: 'read' },
});
const result = (callId: string, tool: string, more: object = {}) => ({
  ...{ type: 'tool.result', callId, tool, outcome: 'ok', text: '' },
  ...more,
});

describe('the last lines of an output', () => {
  it('are those a terminal shows, without colours and without what was written over', () => {
    const text = 'one\r\n\u001b[32mtwo\u001b[0m\n10%\r50%\r100%\nfour\n\n';
    assert.deepEqual(lastLines(text, 3), ['two', '100%', 'four']);
    assert.deepEqual([lastLines('', 3), lastLines('\n \n', 3), lastLines('only', 3)], [[], [], ['only']]);
  });
});

describe('what a tile says', () => {
  it('is the last three rows, reads in a row as one', () => {
    const said = tileLines(
      detail([
        { type: 'user.message', text: 'Fix it.', source: 'prompt' },
        { type: 'message.end', messageId: 'm1', text: 'I look\nfirst.', calls: [], stop: 'tools' },
        call('c1', 'read_file', { path: 'a.ts' }),
        result('c1', 'read_file'),
        call('c2', 'read_file', { path: 'b.ts' }),
        result('c2', 'read_file'),
        call('c3', 'shell', { command: 'npm test' }),
        result('c3', 'shell', { exitCode: 1, outcome: 'error' }),
      ]),
      t,
    );
    assert.deepEqual(said, {
      kind: 'rows',
      lines: [
        { key: 'm1', icon: 'comment', text: 'I look first.' },
        { key: 'reads-c1', icon: 'book', text: 'Looked at 2 things' },
        { key: 'c3', icon: 'warning', text: 'Ran npm test · exit 1' },
      ],
    });
  });

  it('is what a running command prints, and what the model writes', () => {
    const running = [call('c3', 'shell', { command: 'npm test' })];
    const outputs = new Map([['c3', { text: 'a\nb\n', start: 0, end: 4 }]]);
    assert.deepEqual(tileLines(detail(running, { outputs }), t), {
      kind: 'output',
      lines: [
        { key: '0', icon: null, text: 'a' },
        { key: '1', icon: null, text: 'b' },
      ],
    });
    assert.deepEqual(tileLines(detail([], { drafts: new Map([['m1', 'I think\nthat']]) }), t).lines, [
      { key: 'm1', icon: null, text: 'I think that' },
    ]);
  });
});
