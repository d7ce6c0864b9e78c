import * as z from 'zod';
import { DiffDocumentQuery } from './diffDocument';
import { ErrorData } from './errors';
import { DecidedHunk, HunkDecision, HunkRef } from './hunks';
import { ObjectName } from './ids';

const path = z.string().min(1);
const CommentId = z.string().min(1).max(64);
const CommentText = z.string().min(1).max(20_000);

/** A comment on lines of one side of a changed file, as that side was in the object `at`. */
export const ReviewComment = z.strictObject({
  id: CommentId,
  path,
  side: DiffDocumentQuery.shape.side,
  at: ObjectName,
  /** From 1, the last one included. */
  line: z.int().min(1),
  endLine: z.int().min(1),
  /** The beginning of those lines. */
  quoted: z.string().max(4_000),
  text: CommentText,
});
export type ReviewComment = z.infer<typeof ReviewComment>;

export const KeptComment = z.strictObject({
  ...ReviewComment.shape,
  sent: z.boolean(),
  /** A person said that it is settled. */
  resolved: z.boolean(),
});
export type KeptComment = z.infer<typeof KeptComment>;

/** What a person looked at of a file: its change as `base` and `head` had it, and the hash of that change. */
export const ReviewedMark = z.strictObject({
  path,
  patchId: z.string().regex(/^[0-9a-f]{32}$/),
  base: ObjectName,
  head: ObjectName,
});
export type ReviewedMark = z.infer<typeof ReviewedMark>;

/** Rejected hunks and comments on their way to the agent as one message. */
export const Feedback = z.strictObject({
  id: z.string().min(1).max(64),
  text: z.string().min(1).max(200_000),
  hunks: z.array(HunkRef),
  comments: z.array(CommentId),
  /** The last event when it was written: the message comes after it. */
  afterSeq: z.int().min(0),
});
export type Feedback = z.infer<typeof Feedback>;

/** What a person made of a finding of a review. */
export const FindingVerdict = z.enum(['resolved', 'dismissed']);
export type FindingVerdict = z.infer<typeof FindingVerdict>;

/** What the app records of a review. `feedback.sending` is written before the message, the others after it. */
export const ReviewEntry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hunks.decided'), decisions: z.array(HunkDecision).min(1) }),
  z.object({ type: z.literal('hunks.undecided'), hunks: z.array(HunkRef).min(1) }),
  z.object({ type: z.literal('comment.added'), comment: ReviewComment }),
  z.object({ type: z.literal('comment.edited'), commentId: CommentId, text: CommentText }),
  z.object({ type: z.literal('comment.deleted'), commentId: CommentId }),
  z.object({ type: z.literal('comment.resolved'), commentId: CommentId, resolved: z.boolean() }),
  z.object({ type: z.literal('feedback.sending'), feedback: Feedback }),
  z.object({ type: z.literal('feedback.sent'), feedbackId: z.string() }),
  z.object({ type: z.literal('feedback.failed'), feedbackId: z.string(), error: ErrorData }),
  z.object({ type: z.literal('files.reviewed'), marks: z.array(ReviewedMark).min(1) }),
  z.object({ type: z.literal('files.unreviewed'), paths: z.array(path).min(1) }),
  /** `finding` is of `findingKey`; null: it is open again. */
  z.object({
    type: z.literal('finding.settled'),
    finding: z.string().min(1).max(6_000),
    verdict: FindingVerdict.nullable(),
  }),
]);
export type ReviewEntry = z.infer<typeof ReviewEntry>;

/** What was said about a change so far, folded. */
export const ReviewState = z.strictObject({
  hunks: z.array(DecidedHunk),
  comments: z.array(KeptComment),
  reviewed: z.array(ReviewedMark),
  /** The intent was written, the result not: the agent may or may not have been told. */
  sending: Feedback.nullable(),
  /** Findings that a person settled, by `findingKey`. */
  findings: z.record(z.string(), FindingVerdict).optional(),
});
export type ReviewState = z.infer<typeof ReviewState>;
