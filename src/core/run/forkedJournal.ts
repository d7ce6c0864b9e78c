import type { EventBody, RunnerEvent } from '../../protocol';

const envelope = new Set(['v', 'seq', 'taskId', 'at', 'causeId']);

/**
 * Events of one task as the beginning of another's journal, where they are numbered from 1. What one says of another by
 * its number follows. What was said by going back is in the choice of the events already, but where files went to another
 * base and the conversation stayed. The new worktree is set up by itself, and
 * side questions are no part of what is gone on with.
 */
export function forkedJournal(events: readonly RunnerEvent[]): EventBody[] {
  const copied = events.filter((event) => !isOfTheOther(event));
  const upTo = (seq: number) => copied.filter((event) => event.seq <= seq).length;
  return copied.map((event) => {
    const entries = Object.entries(event).filter(([name]) => !envelope.has(name));
    const renumbered: Record<string, (seq: number) => number> = {
      queuedSeq: upTo,
      upToSeq: upTo,
      beforeSeq: (seq) => upTo(seq - 1) + 1,
      toSeq: upTo,
    };
    return Object.fromEntries(
      entries.map(([name, value]) => [name, typeof value === 'number' ? (renumbered[name]?.(value) ?? value) : value]),
    ) as EventBody;
  });
}

function isOfTheOther(event: RunnerEvent): boolean {
  const isGoingBack = event.type === 'restored' && (event.what !== 'files' || event.base === undefined);
  return isGoingBack || /^(setup|ports|dependencies|update|tryout|aside)\./.test(event.type);
}
