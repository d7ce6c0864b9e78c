import assert from 'node:assert/strict';
import { repeatedFacts } from '../../../../src/core/run/approvalShape';
import { ApprovalRequest } from '../../../../src/protocol';

const request = (more: object = {}) =>
  ApprovalRequest.parse({
    ...{ kind: 'approval', requestId: 'x', callId: 'x', digest: 'd', effect: 'command', facts: [] },
    ...{ command: 'npm run x', shape: 'npm run *', offers: [{ words: ['npm', 'run', 'x'], match: 'exact' }] },
    ...more,
  });

describe('approvals that repeat', () => {
  it('suggest a rule after three of the same shape that were allowed', () => {
    const told = ['You allowed 3 like this in this repository. A rule that you keep would spare you the next one.'];
    assert.deepEqual([repeatedFacts(request(), 3), repeatedFacts(request(), 2)], [told, []]);
  });

  it('suggest nothing where nothing may be kept, or for what can not be taken back', () => {
    const reach = { writes: [], hosts: [], reversible: 'no' };
    const others = [{ offers: undefined }, { offers: [] }, { reach }];
    assert.deepEqual(
      others.map((more) => repeatedFacts(request(more), 9)),
      [[], [], []],
    );
  });
});
