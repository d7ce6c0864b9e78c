import assert from 'node:assert/strict';
import { repeatedFacts } from '../../../../src/core/run/approvalShape';
import { ApprovalRequest, EventBody } from '../../../../src/protocol';
import { journal } from '../journal';

const request = (id: string, more: object = {}) =>
  ApprovalRequest.parse({
    ...{ kind: 'approval', requestId: id, callId: id, digest: 'd', effect: 'command', facts: [] },
    ...{ command: `npm run ${id}`, shape: 'npm run *', offers: [{ words: ['npm', 'run', id], match: 'exact' }] },
    ...more,
  });

/** A journal of requests with their answers, the last of them open. */
const said = (answers: readonly ('allow' | 'deny')[], open: ApprovalRequest) => {
  const before = answers.flatMap((kind, index) => [
    { type: 'approval.request', request: request(`r${index}`) },
    { type: 'answer', requestId: `r${index}`, decision: { kind } },
  ]);
  return repeatedFacts(open, journal(before.map((body) => EventBody.parse(body))));
};

describe('approvals that repeat', () => {
  it('suggest a rule after three of the same shape that were allowed', () => {
    const told = ['You allowed 3 like this in this task. A rule that you keep would spare you the next one.'];
    assert.deepEqual(said(['allow', 'deny', 'allow', 'allow'], request('x')), told);
    assert.deepEqual(said(['allow', 'deny', 'allow'], request('x')), []);
  });

  it('suggest nothing for another shape, where nothing may be kept, or for what can not be taken back', () => {
    const often = ['allow', 'allow', 'allow', 'allow'] as const;
    const reach = { writes: [], hosts: [], reversible: 'no' };
    assert.deepEqual(said(often, request('x', { shape: 'make' })), []);
    assert.deepEqual(said(often, request('x', { offers: undefined })), []);
    assert.deepEqual(said(often, request('x', { offers: [] })), []);
    assert.deepEqual(said(often, request('x', { reach })), []);
  });
});
