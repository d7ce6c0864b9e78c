import type { ReviewState } from '../../protocol';
import { unsentFeedback } from './feedbackText';

/** How many hunks were decided about in which way, and how many comments the agent has not been sent. */
export function reviewCounts(review: ReviewState): Record<'accepted' | 'edited' | 'rejected' | 'comments', number> {
  const of = (kind: 'accepted' | 'edited' | 'rejected'): number =>
    review.hunks.filter(({ parts }) => parts.some(({ verdict }) => verdict.kind === kind)).length;
  const comments = unsentFeedback(review).comments.length;
  return { accepted: of('accepted'), edited: of('edited'), rejected: of('rejected'), comments };
}
