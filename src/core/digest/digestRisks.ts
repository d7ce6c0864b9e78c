import type { HostUse, RunnerEvent, TaskView } from '../../protocol';
import { suppressedLabel, weakenedLabel, weakeningLabel } from '../checks/checkLabels';
import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';
import { weakenedGroups } from '../weakenings/weakenedGroups';
import { type DigestLine, type DigestSpan, type DigestTask, isWithin, titleIn } from './digestLine';

type Of<T extends RunnerEvent['type']> = Extract<RunnerEvent, { type: T }>;

interface Context {
  title: string;
  t: Translate;
}

/** What of a task should be looked at before it is trusted. Of what is written again and again the last counts. */
export function riskLines({ view, events }: DigestTask, span: DigestSpan, t: Translate): DigestLine[] {
  const within = events.filter((event) => isWithin(event, span));
  const context = { title: titleIn(view), t };
  return [
    ...said(view, last(within, 'tests.weakened'), (event) => weakenedSentence(event, context)),
    ...within.flatMap((event) =>
      event.type === 'control.changed' ? said(view, event, (one) => controlSentence(one, context)) : [],
    ),
    ...said(view, last(within, 'secret.withheld'), ({ paths }) =>
      paths.length === 0
        ? null
        : t('{0}: not kept, because they hold a secret: {1}.', context.title, namedFew(paths, t)),
    ),
    ...said(view, last(within, 'ready'), ({ sandbox }) =>
      sandbox.kind === 'none' ? t('{0} ran commands without a sandbox: {1}', context.title, sandbox.reason) : null,
    ),
    ...said(view, last(within, 'finished'), ({ outcome }) =>
      outcome.kind === 'taken' && outcome.receipt !== undefined
        ? t('{0} is complete although its check was red.', context.title)
        : null,
    ),
    ...networkLines(view, within, context),
  ];
}

function last<T extends RunnerEvent['type']>(events: readonly RunnerEvent[], type: T): Of<T> | undefined {
  return events.findLast((event): event is Of<T> => event.type === type);
}

function said<T extends RunnerEvent>(
  { task }: TaskView,
  event: T | undefined,
  sentence: (event: T) => string | null,
): DigestLine[] {
  const text = event === undefined ? null : sentence(event);
  return event === undefined || text === null
    ? []
    : [{ section: 'risks', text, evidence: { taskId: task.id, journal: 'events', seq: event.seq } }];
}

function weakenedSentence({ findings }: Of<'tests.weakened'>, { title, t }: Context): string | null {
  const { tests, suppressions } = weakenedGroups(findings);
  const counts = [
    tests.length === 0 ? '' : weakenedLabel(tests.length, t),
    suppressions.length === 0 ? '' : suppressedLabel(suppressions.length, t),
  ].filter((part) => part !== '');
  const places = [...tests, ...suppressions].map((finding) => weakeningLabel(finding, t));
  return counts.length === 0 ? null : t('{0}: {1}: {2}.', title, counts.join(', '), namedFew(places, t));
}

function controlSentence({ changes }: Of<'control.changed'>, { title, t }: Context): string {
  const paths = namedFew(
    changes.map(({ path }) => path),
    t,
  );
  return t('{0}: a command changed files that editors, shells or agents obey: {1}.', title, paths);
}

/** All hosts of the span in one sentence each: those that were reached, and those that were kept from it. */
function networkLines(view: TaskView, within: readonly RunnerEvent[], { title, t }: Context): DigestLine[] {
  const used = within.filter((event) => event.type === 'network.used');
  const sentence = (isBlocked: boolean, say: (hosts: string) => string): DigestLine[] => {
    const speaking = used.filter(({ hosts }) => hosts.some((host) => isKept(host) === isBlocked));
    const hosts = new Set(
      speaking
        .flatMap((event) => event.hosts)
        .filter((host) => isKept(host) === isBlocked)
        .map(({ host }) => host),
    );
    return hosts.size === 0 ? [] : said(view, speaking.at(-1), () => say(namedFew([...hosts], t)));
  };
  return [
    ...sentence(false, (hosts) => t('{0}: commands reached {1}.', title, hosts)),
    ...sentence(true, (hosts) => t('{0}: commands were kept from reaching {1}.', title, hosts)),
  ];
}

function isKept({ blocked }: HostUse): boolean {
  return blocked !== undefined && blocked !== 'unresolved' && blocked !== 'unreachable';
}
