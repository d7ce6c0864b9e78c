import assert from 'node:assert/strict';
import { foldApp, initialApp } from '../../../../src/core/run/appReducer';
import { EntryBody } from '../../../../src/protocol';
import type {
  HunkDecision,
  HunkVerdict,
  ObjectName,
  ReviewComment,
  ReviewState,
  TaskEntry,
} from '../../../../src/protocol';

const [base, head] = ['a', 'b'].map((digit) => digit.repeat(40) as ObjectName) as [ObjectName, ObjectName];
const hunk = { path: 'src/a.ts', key: '1'.repeat(32), base, head, size: 3, line: 7, removed: 'x\n', added: 'y\n' };
const decided = (verdict: HunkVerdict, lines?: number[]): EntryBody => ({
  type: 'hunks.decided',
  decisions: [{ ...hunk, verdict, ...(lines === undefined ? {} : { lines }) } satisfies HunkDecision],
});
const fold = (...bodies: EntryBody[]): ReviewState =>
  bodies
    .map((body, index): TaskEntry => {
      const at = '2026-01-01T00:00:00.000Z';
      return { v: 1, seq: index + 1, at, ...EntryBody.parse(body) };
    })
    .reduce(foldApp, initialApp).review;
const comment: ReviewComment = {
  ...{ id: 'c1', path: 'src/a.ts', side: 'head', at: head, line: 3, endLine: 3 },
  ...{ quoted: 'y\n', text: 'Why?' },
};
const accepted = { kind: 'accepted' } as const;
const rejected = { kind: 'rejected', reason: 'Not needed' } as const;

describe('what people said about a change', () => {
  it('keeps the last decision about each line of a hunk', () => {
    assert.deepEqual(fold(decided(rejected), decided(accepted, [1])).hunks, [
      {
        ...hunk,
        parts: [
          { lines: [0, 2], verdict: rejected },
          { lines: [1], verdict: accepted },
        ],
        sent: false,
      },
    ]);
    assert.deepEqual(fold(decided({ kind: 'edited', text: 'z\n' }), decided(accepted, [0])).hunks[0]?.parts, [
      { lines: [0], verdict: accepted },
    ]);
    assert.deepEqual(fold(decided(rejected, [0]), decided(accepted)).hunks[0]?.parts, [{ verdict: accepted }]);
  });

  it('forgets a decision that is taken back, and no other', () => {
    const { path, key } = hunk;
    const other = { path, key: '2'.repeat(32) };
    const undecided = (ref: { path: string; key: string }): EntryBody => ({ type: 'hunks.undecided', hunks: [ref] });
    assert.equal(fold(decided(accepted), undecided(other)).hunks.length, 1);
    assert.deepEqual(fold(decided(accepted), undecided({ path, key })).hunks, []);
  });

  it('holds feedback as sent when it was, and as open when it failed', () => {
    const feedback = {
      ...{ id: 'f1', text: 'Please change', afterSeq: 4, comments: ['c1'] },
      hunks: [{ path: hunk.path, key: hunk.key }],
    };
    const before: EntryBody[] = [decided(rejected), { type: 'comment.added', comment }];
    const sending: EntryBody = { type: 'feedback.sending', feedback };
    assert.deepEqual(fold(...before, sending).sending, feedback);
    const sent = fold(...before, sending, { type: 'feedback.sent', feedbackId: 'f1' });
    assert.deepEqual([sent.sending, sent.hunks[0]?.sent, sent.comments[0]?.sent], [null, true, true]);
    const error = { domain: 'task', reason: 'x', message: 'x', audience: 'user' } as const;
    const failed = fold(...before, sending, { type: 'feedback.failed', feedbackId: 'f1', error });
    assert.deepEqual([failed.sending, failed.hunks[0]?.sent, failed.comments[0]?.sent], [null, false, false]);
    assert.equal(
      fold(...before, sending, { type: 'feedback.sent', feedbackId: 'f1' }, decided(rejected)).hunks[0]?.sent,
      false,
    );
  });

  it('keeps comments with their edits, and files with what was looked at of them', () => {
    const mark = { path: 'src/a.ts', patchId: '3'.repeat(32), base, head };
    assert.deepEqual(
      fold(
        { type: 'comment.added', comment },
        { type: 'comment.added', comment: { ...comment, id: 'c2' } },
        { type: 'comment.edited', commentId: 'c1', text: 'Why so?' },
        { type: 'comment.resolved', commentId: 'c1', resolved: true },
        { type: 'comment.deleted', commentId: 'c2' },
        {
          type: 'files.reviewed',
          marks: [
            { ...mark, patchId: '4'.repeat(32) },
            { ...mark, path: 'b' },
          ],
        },
        { type: 'files.reviewed', marks: [mark] },
        { type: 'files.unreviewed', paths: ['b'] },
      ),
      {
        hunks: [],
        comments: [{ ...comment, text: 'Why so?', sent: false, resolved: true }],
        reviewed: [mark],
        sending: null,
      },
    );
  });
});
