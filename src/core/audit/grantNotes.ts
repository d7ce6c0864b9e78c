import type { EventBody, HostUse, RunnerEvent, SandboxPlaces } from '../../protocol';
import type { Noted } from './auditRecord';

type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }>;

const placesRule = 'sandbox.json, which a person let count';

/** The sandbox that commands have, and each place beside the worktree that it opens. */
export function sandboxNotes({ sandbox }: Of<'ready'>): Noted[] {
  if (sandbox.kind === 'none') {
    return [{ kind: 'act', what: `Commands are not sandboxed: ${sandbox.reason}` }];
  }
  const held: Noted = { kind: 'act', what: `Sandbox: ${sandbox.kind}.` };
  return [held, ...(sandbox.places === undefined ? [] : placeNotes(sandbox.places))];
}

function placeNotes({ writes, reads, isNarrow, refused }: SandboxPlaces): Noted[] {
  const opened = [
    ...writes.map((place) => `Commands may write beside the worktree: ${place}`),
    ...reads.map((place) => `Commands may read what would be hidden: ${place}`),
  ];
  return [
    ...opened.map((what): Noted => ({ kind: 'allowed', what, rule: placesRule, who: 'policy' })),
    ...(isNarrow ? [{ kind: 'act' as const, what: 'Home folders and mounted disks are hidden from commands.' }] : []),
    ...refused.map((what): Noted => ({ kind: 'refused', what, rule: 'place that is protected' })),
  ];
}

const users = { agent: 'a command of the agent', check: 'a check', setup: 'a setup' } as const;

export function secretNotes({ names, by }: Of<'secret.used'>): Noted[] {
  const what = `Given to ${users[by]}, as environment variables: ${names.join(', ')}`;
  return [{ kind: 'allowed', what, rule: 'secrets that the task names', who: 'policy' }];
}

export function withheldNotes({ paths }: Of<'secret.withheld'>): Noted[] {
  const what = `Left out of the result, because they hold a secret: ${paths.join(', ')}`;
  return paths.length === 0 ? [] : [{ kind: 'refused', what, rule: 'secrets stay out of results' }];
}

/** What was reached, and what was not, each with the reason. */
export function networkNotes({ source, hosts, more }: Of<'network.used'>): Noted[] {
  const reached = hosts.filter(({ blocked }) => blocked === undefined);
  const also = more === 0 ? '' : `, and ${more} more hosts`;
  return [
    ...(reached.length === 0
      ? []
      : [{ kind: 'act' as const, what: `Reached by ${source}: ${reached.map(hostText).join(', ')}${also}` }]),
    ...hosts.flatMap((use): Noted[] =>
      use.blocked === undefined
        ? []
        : [{ kind: 'refused', what: `Not reached by ${source}: ${hostText(use)}`, rule: `host ${use.blocked}` }],
    ),
  ];
}

function hostText({ host, port, times }: HostUse): string {
  return `${host}:${port}${times === 1 ? '' : ` (${times} times)`}`;
}

/** Each look at a command's hosts takes the place of the one before it; only the last one counts. */
export function withLastHosts(events: readonly RunnerEvent[]): RunnerEvent[] {
  const last = new Map(events.flatMap((event) => (event.type === 'network.used' ? [[event.source, event.seq]] : [])));
  return events.filter((event) => event.type !== 'network.used' || last.get(event.source) === event.seq);
}

export function controlNotes({ changes }: Of<'control.changed'>): Noted[] {
  const acts = changes.map(({ verb, path }) => `${verb} ${path}`).join(', ');
  return [{ kind: 'refused', what: `Put back, and asked about: ${acts}`, rule: 'control file' }];
}

export function guardNotes({ changes }: Of<'guard.changed'>): Noted[] {
  const acts = changes.map(({ place, name }) => `${place} ${name}`).join(', ');
  return [{ kind: 'refused', what: `Put back, and asked about: ${acts}`, rule: 'git data of the repository' }];
}

/** The decision before it says who; this is that it was carried out. */
export function settledNotes({ outcome, text }: Of<'control.settled'> | Of<'guard.settled'>): Noted[] {
  return [{ kind: outcome === 'allowed' ? 'act' : 'refused', what: text }];
}

/** Commands that run on a merge of results or on a moved branch, beside the task. */
export function tryoutNotes({ commit, commands }: Of<'tryout.asked'>): Noted[] {
  return [{ kind: 'allowed', what: `Tried on ${commit}: ${commands.join('\n')}`, rule: 'check', who: 'policy' }];
}
