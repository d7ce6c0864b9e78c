import type { Decision, Request, RunnerEvent, TaskEntry, TaskView } from '../../protocol';
import { modelLabel, oneLine, requestSubject } from '../labels/labels';
import { toolLabel } from '../labels/toolLabels';
import type { Translate } from '../translate';
import { type DigestLine, type DigestSpan, type DigestTask, isWithin, titleIn } from './digestLine';

/** What was decided about a task in the span: answers, what a rule let run unasked, and what became of its change. */
export function decisionLines({ view, entries, events }: DigestTask, span: DigestSpan, t: Translate): DigestLine[] {
  const requests = new Map<string, Request>();
  const ofEvents = events.flatMap((event): DigestLine[] => {
    if (event.type === 'approval.request' || event.type === 'question') {
      requests.set(event.request.requestId, event.request);
    }
    const text = isWithin(event, span) ? eventSentence(event, { requests, view, t }) : null;
    return text === null ? [] : [line(view, text, 'events', event.seq)];
  });
  const ofEntries = entries.flatMap((entry): DigestLine[] => {
    const text = isWithin(entry, span) ? entrySentence(entry, titleIn(view), t) : null;
    return text === null ? [] : [line(view, text, 'task', entry.seq)];
  });
  return [...ofEvents, ...ruledLines(view, events, { span, t }), ...ofEntries];
}

function line({ task }: TaskView, text: string, journal: 'events' | 'task', seq: number): DigestLine {
  return { section: 'decisions', text, evidence: { taskId: task.id, journal, seq } };
}

interface Context {
  requests: ReadonlyMap<string, Request>;
  view: TaskView;
  t: Translate;
}

function eventSentence(event: RunnerEvent, { requests, view, t }: Context): string | null {
  const title = titleIn(view);
  if (event.type === 'model.changed') {
    return t('{0} goes on with {1}.', title, modelLabel(event.model, t));
  }
  if (event.type !== 'answer') {
    return null;
  }
  const request = requests.get(event.requestId);
  const subject = request === undefined ? '' : oneLine(requestSubject(request, t), 80);
  const decided = decisionSentence(event.decision, { title, subject }, t);
  return event.by === 'policy' ? t('{0} Nobody was asked: the task was told so beforehand.', decided) : decided;
}

function decisionSentence(
  decision: Decision,
  { title, subject }: { title: string; subject: string },
  t: Translate,
): string {
  switch (decision.kind) {
    case 'allow':
      return decision.remember === undefined
        ? t('{0}: allowed once: {1}.', title, subject)
        : t('{0}: allowed, and from now on: {1}.', title, subject);
    case 'always':
      return t('{0}: allowed for this repository: {1}.', title, subject);
    case 'deny':
      return t('{0}: denied: {1}.', title, subject);
    case 'reply':
      return t('{0}: “{1}” was answered with “{2}”.', title, subject, oneLine(decision.text, 80));
    case 'continue':
      return t('{0} may go on: {1}.', title, subject);
    case 'approve':
      return t('{0}: its plan was approved.', title);
    case 'take':
      return t('{0}: the result was taken as it is: {1}.', title, subject);
    case 'discard':
      return t('{0} was told to discard its work.', title);
  }
}

/** One sentence for all calls that a rule let run, which may be many. */
function ruledLines(
  view: TaskView,
  events: readonly RunnerEvent[],
  { span, t }: { span: DigestSpan; t: Translate },
): DigestLine[] {
  const ruled = events
    .filter((event) => event.type === 'tool.intent')
    .filter((event) => event.allowedBy !== undefined && isWithin(event, span));
  const [first] = ruled;
  if (first === undefined) {
    return [];
  }
  const { text } = toolLabel(first.tool, first.input, 'done', t);
  const sentence =
    ruled.length === 1
      ? t('{0}: a rule let this run unasked: {1}.', titleIn(view), oneLine(text, 80))
      : t('{0}: rules let {1} calls run unasked, the first: {2}.', titleIn(view), ruled.length, oneLine(text, 80));
  return [line(view, sentence, 'events', first.seq)];
}

function entrySentence(entry: TaskEntry, title: string, t: Translate): string | null {
  if (entry.type === 'apply.failed') {
    return t('{0} was not applied: {1}', title, oneLine(entry.error.message, 200));
  }
  const sentences: Readonly<Partial<Record<TaskEntry['type'], string>>> = {
    applied: t('{0} was applied to your checkout.', title),
    undone: t('{0} was taken out of your checkout again.', title),
    discarded: t('{0} was discarded; it can be restored for 30 days.', title),
    'handback.done': t('{0} was handed back to its agent.', title),
  };
  return sentences[entry.type] ?? null;
}
