import assert from 'node:assert/strict';
import { forkedJournal } from '../../../../src/core/run/forkedJournal';
import { liveEvents } from '../../../../src/core/conversation/liveEvents';
import type { EventBody } from '../../../../src/protocol';
import { journal } from '../journal';

const say = (text: string): EventBody => ({ type: 'user.message', text, source: 'user' });

describe('the events of a task as the beginning of a fork', () => {
  it('have no envelope and no ways back, and name each other by their new numbers', () => {
    const events = journal([
      say('first'),
      { type: 'aside.asked', text: 'Why?' },
      { type: 'aside.answered', askedSeq: 2, text: 'So.' },
      say('taken back'),
      { type: 'restored', toSeq: 1, what: 'both', checkpoint: null, files: [] },
      { type: 'message.queued', text: 'later' },
      { type: 'compacted', kind: 'summary', upToSeq: 1, text: 'What was done.', by: 'model' },
      { type: 'compacted', kind: 'outputs', beforeSeq: 6 },
      { ...say('later'), queuedSeq: 6 } as EventBody,
    ]);
    assert.deepEqual(forkedJournal(liveEvents(events)), [
      say('first'),
      { type: 'message.queued', text: 'later' },
      { type: 'compacted', kind: 'summary', upToSeq: 1, text: 'What was done.', by: 'model' },
      { type: 'compacted', kind: 'outputs', beforeSeq: 2 },
      { ...say('later'), queuedSeq: 2 },
    ]);
  });
});
