import type { EventBody, QueuedMessage, SideCommand } from '../../protocol';

type QueueCommand = Exclude<SideCommand, { type: 'aside' | 'overlaps' }>;
type QueueEvent = Extract<EventBody, { type: 'message.withdrawn' | 'message.moved' | 'message.reworded' }>;

/** What is recorded of a change to what waits; null where it changes nothing, as when the message was sent meanwhile. */
export function queueChange(queued: readonly QueuedMessage[], command: QueueCommand): QueueEvent | null {
  const event = eventOf(command);
  const after = foldQueue(queued, event);
  const isSame = after.length === queued.length && after.every((one, at) => one === queued[at]);
  return isSame || !queued.some(({ seq }) => seq === command.queuedSeq) ? null : event;
}

/** What waits after a change to it. A message that was to come before one that was sent meanwhile comes first. */
export function foldQueue(queued: readonly QueuedMessage[], event: QueueEvent): QueuedMessage[] {
  const { queuedSeq } = event;
  const others = queued.filter(({ seq }) => seq !== queuedSeq);
  const one = queued.find(({ seq }) => seq === queuedSeq);
  if (one === undefined || event.type === 'message.withdrawn') {
    return others;
  }
  if (event.type === 'message.reworded') {
    const { text } = event;
    return queued.map((each) => (each === one && each.text !== text ? { ...each, text } : each));
  }
  if (event.beforeSeq === queuedSeq) {
    return [...queued];
  }
  const before = others.findIndex(({ seq }) => seq === event.beforeSeq);
  const at = event.beforeSeq === null ? others.length : Math.max(0, before);
  return [...others.slice(0, at), one, ...others.slice(at)];
}

function eventOf(command: QueueCommand): QueueEvent {
  switch (command.type) {
    case 'withdraw':
      return { type: 'message.withdrawn', queuedSeq: command.queuedSeq };
    case 'move':
      return { type: 'message.moved', queuedSeq: command.queuedSeq, beforeSeq: command.beforeSeq };
    case 'reword':
      return { type: 'message.reworded', queuedSeq: command.queuedSeq, text: command.text };
  }
}
