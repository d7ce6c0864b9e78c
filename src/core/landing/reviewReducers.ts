import type { AppState, DecidedHunk, HunkDecision, HunkRef, ReviewEntry, ReviewState } from '../../protocol';

type Reducer<T extends ReviewEntry['type']> = (
  state: AppState,
  entry: Extract<ReviewEntry, { type: T }>,
) => Pick<AppState, 'review'>;

/** The fold of what people say about a change. */
export const reviewReducers: { [T in ReviewEntry['type']]: Reducer<T> } = {
  'hunks.decided': ({ review }, { decisions }) => ({
    review: { ...review, hunks: decisions.reduce(withDecision, review.hunks) },
  }),
  'hunks.undecided': ({ review }, { hunks }) => ({
    review: { ...review, hunks: review.hunks.filter((hunk) => !hunks.some((other) => isSameHunk(hunk, other))) },
  }),
  'comment.added': ({ review }, { comment }) => ({
    review: { ...review, comments: [...review.comments, { ...comment, sent: false, resolved: false }] },
  }),
  'comment.edited': ({ review }, { commentId, text }) => ({
    review: withComment(review, commentId, { text, sent: false }),
  }),
  'comment.deleted': ({ review }, { commentId }) => ({
    review: { ...review, comments: review.comments.filter(({ id }) => id !== commentId) },
  }),
  'comment.resolved': ({ review }, { commentId, resolved }) => ({
    review: withComment(review, commentId, { resolved }),
  }),
  'feedback.sending': ({ review }, { feedback }) => ({ review: { ...review, sending: feedback } }),
  'feedback.sent': ({ review }, { feedbackId }) => ({ review: withSent(review, feedbackId) }),
  'feedback.failed': ({ review }, { feedbackId }) => ({
    review: review.sending?.id === feedbackId ? { ...review, sending: null } : review,
  }),
  'files.reviewed': ({ review }, { marks }) => ({
    review: {
      ...review,
      reviewed: [
        ...without(
          review,
          marks.map((mark) => mark.path),
        ),
        ...marks,
      ],
    },
  }),
  'finding.settled': ({ review }, { finding, verdict }) => {
    const others = Object.entries(review.findings ?? {}).filter(([key]) => key !== finding);
    return {
      review: {
        ...review,
        findings: Object.fromEntries([...others, ...(verdict === null ? [] : [[finding, verdict] as const])]),
      },
    };
  },
  'files.unreviewed': ({ review }, { paths }) => ({ review: { ...review, reviewed: without(review, paths) } }),
};

export function isSameHunk(one: HunkRef, other: HunkRef): boolean {
  return one.key === other.key && one.path === other.path;
}

function withDecision(hunks: readonly DecidedHunk[], decision: HunkDecision): DecidedHunk[] {
  const before = hunks.find((hunk) => isSameHunk(hunk, decision));
  const { lines, verdict, ...hunk } = decision;
  const kept = lines === undefined ? [] : remaining(before, lines);
  const decided = { ...hunk, parts: [...kept, { ...(lines === undefined ? {} : { lines }), verdict }], sent: false };
  return [...hunks.filter((other) => other !== before), decided];
}

/** What was decided about other lines stands; an edit was of all lines, so nothing of it does. */
function remaining(before: DecidedHunk | undefined, lines: readonly number[]): DecidedHunk['parts'] {
  const all = Array.from({ length: before?.size ?? 0 }, (_, line) => line);
  return (before?.parts ?? []).flatMap((part) => {
    const left = (part.lines ?? all).filter((line) => !lines.includes(line));
    return left.length === 0 || part.verdict.kind === 'edited' ? [] : [{ lines: left, verdict: part.verdict }];
  });
}

function withComment(review: ReviewState, commentId: string, change: Partial<ReviewState['comments'][0]>): ReviewState {
  const comments = review.comments.map((each) => (each.id === commentId ? { ...each, ...change } : each));
  return { ...review, comments };
}

function withSent(review: ReviewState, feedbackId: string): ReviewState {
  const { sending } = review;
  if (sending?.id !== feedbackId) {
    return review;
  }
  const isIn = (hunk: DecidedHunk): boolean => sending.hunks.some((other) => isSameHunk(hunk, other));
  return {
    ...review,
    sending: null,
    hunks: review.hunks.map((hunk) => (isIn(hunk) ? { ...hunk, sent: true } : hunk)),
    comments: review.comments.map((each) => (sending.comments.includes(each.id) ? { ...each, sent: true } : each)),
  };
}

function without({ reviewed }: ReviewState, paths: readonly string[]): ReviewState['reviewed'] {
  return reviewed.filter((mark) => !paths.includes(mark.path));
}
