import { splitByTopic, type Topic, type TopicKind } from './topics';
import type { MessageStyle } from './messageStyle';

/** What a commit message is made of. */
export interface MessageFacts {
  /** Of the task; one line. */
  title: string;
  /** Where a ticket may be named: what the task was told, the branch. */
  mentions?: readonly string[];
  /** Changed paths. */
  paths: readonly string[];
  /** What the commit is of, where it is a part of the change. */
  topic?: Topic;
}

export interface Trailers {
  /** `Name <address>`, for the repositories that sign off. */
  signedOffBy?: string;
  /** The task's id, where the setting asks for it. */
  agentRun?: string;
}

/** A message in the style of the repository, for a person to edit. Without trailers. */
export function landingMessage(facts: MessageFacts, style: MessageStyle): string {
  const title = facts.title.replace(/\s+/g, ' ').trim().replace(/\.+$/, '');
  const lead = leadOf(facts, style);
  const bare = withoutTicket(title, style);
  const whole = cased(facts.topic === undefined ? bare : topicWords(bare, facts.topic, lead), style);
  const room = style.maxSubject - lead.length - (style.endsWithPeriod ? 1 : 0);
  const short = shortened(whole, room);
  const subject = `${lead}${short}${style.endsWithPeriod ? '.' : ''}`;
  const isSaid = short === whole && whole.toLowerCase().startsWith(bare.toLowerCase());
  return isSaid ? subject : `${subject}\n\n${title}`;
}

/** The message with these trailers below it, each once. */
export function withTrailers(message: string, { signedOffBy, agentRun }: Trailers): string {
  const wanted = [
    ...(signedOffBy === undefined ? [] : [`Signed-off-by: ${signedOffBy}`]),
    ...(agentRun === undefined ? [] : [`Agent-Run: ${agentRun}`]),
  ];
  const text = message.trimEnd();
  const lines = text.split('\n');
  const missing = wanted.filter((line) => !lines.includes(line));
  if (missing.length === 0) {
    return text;
  }
  const isTrailer = (line: string | undefined): boolean => /^[A-Z][\w-]*: \S/.test(line ?? '');
  const last =
    text
      .split(/\n\s*\n/)
      .at(-1)
      ?.split('\n') ?? [];
  const joins = lines.length > last.length && last.every(isTrailer);
  return `${text}${joins ? '\n' : '\n\n'}${missing.join('\n')}`;
}

/** The commit that joins a task's branch with the user's. */
export function mergeMessage(branch: string, into: string, title: string): string {
  return `Merge ${branch} into ${into}\n\n${title}`;
}

function leadOf(facts: MessageFacts, style: MessageStyle): string {
  const ticket = ticketOf(facts, style);
  const front = style.ticket === null || ticket === null ? '' : inShape(ticket, style.ticket.shape);
  if (style.conventional === null) {
    return front;
  }
  const kind = facts.topic?.kind ?? soleKind(facts.paths);
  const scope = scopeOf(facts, style.conventional.scopes);
  return `${typeOf(kind, facts.title, style.conventional.types)}${scope === null ? '' : `(${scope})`}: ${front}`;
}

function inShape(ticket: string, shape: NonNullable<MessageStyle['ticket']>['shape']): string {
  return { brackets: `[${ticket}] `, colon: `${ticket}: `, space: `${ticket} ` }[shape];
}

/** The first ticket of a key that this repository uses; none is made up. */
function ticketOf({ title, mentions = [] }: MessageFacts, { ticket }: MessageStyle): string | null {
  for (const text of [title, ...mentions]) {
    for (const [found] of text.matchAll(/(?<![\w/-])(?:[A-Z][A-Z\d]+-\d+|#\d+)\b/g)) {
      if (ticket?.keys.includes(found.replace(/\d+$/, '')) === true) {
        return found;
      }
    }
  }
  return null;
}

function soleKind(paths: readonly string[]): TopicKind {
  const kinds = new Set(splitByTopic(paths).map(({ kind }) => kind));
  const [first = 'source'] = kinds;
  return kinds.size === 1 ? first : 'source';
}

const typesOf: Readonly<Record<Exclude<TopicKind, 'source'>, readonly string[]>> = {
  dependencies: ['build', 'deps', 'chore'],
  tests: ['test', 'tests'],
  docs: ['docs'],
  config: ['chore', 'build', 'ci'],
};

/** A type that the repository uses, where one fits. */
function typeOf(kind: TopicKind, title: string, used: readonly string[]): string {
  const fitting = kind === 'source' ? sourceTypes(title) : typesOf[kind];
  return fitting.find((type) => used.includes(type)) ?? fitting[0] ?? 'chore';
}

function sourceTypes(title: string): readonly string[] {
  const [first = ''] = title.toLowerCase().split(/[^\p{L}]+/u);
  if (['fix', 'mend', 'repair', 'correct', 'prevent', 'handle', 'avoid', 'stop'].includes(first)) {
    return ['fix'];
  }
  if (['refactor', 'rename', 'extract', 'simplify', 'move', 'split', 'clean', 'inline'].includes(first)) {
    return ['refactor', 'chore'];
  }
  return first === 'speed' || first === 'optimize' || first === 'optimise' ? ['perf', 'fix'] : ['feat'];
}

/** The innermost folder of all paths whose name the repository has used as a scope. */
function scopeOf({ paths, topic }: MessageFacts, scopes: readonly string[]): string | null {
  const [first = [], ...others] = (topic?.paths ?? paths).map((path) => path.split('/').slice(0, -1));
  const shared = first.filter((name, at) => others.every((other) => other[at] === name));
  return shared.reverse().find((name) => scopes.includes(name)) ?? null;
}

function withoutTicket(title: string, { ticket }: MessageStyle): string {
  return ticket === null ? title : title.replace(/^\[?(?:[A-Z][A-Z\d]+-\d+|#\d+)\]?:?\s+(?=\S)/, '');
}

/** Without a scope that says where it is, the folder does. */
function topicWords(title: string, { kind, name }: Topic, lead: string): string {
  switch (kind) {
    case 'dependencies':
      return 'Update dependencies';
    case 'config':
      return 'Update the configuration';
    case 'docs':
      return 'Update the documentation';
    case 'tests':
      return 'Update the tests';
    case 'source':
      return name === '' || lead.includes('(') ? title : `${title} in ${name}`;
  }
}

/** Names and abbreviations keep their capitals. */
function cased(text: string, { isLower }: MessageStyle): string {
  const [first = ''] = text.split(/\s/, 1);
  const isName = /^.\S*[\p{Lu}\d_./]/u.test(first);
  if (isName) {
    return text;
  }
  const letter = isLower ? text.charAt(0).toLowerCase() : text.charAt(0).toUpperCase();
  return `${letter}${text.slice(1)}`;
}

/** Whole words only. */
function shortened(text: string, room: number): string {
  if (text.length <= room) {
    return text;
  }
  const cut = text.slice(0, room + 1);
  const end = cut.lastIndexOf(' ');
  return (end > room / 2 ? cut.slice(0, end) : cut.slice(0, room)).replace(/[\s,;:]+$/, '');
}
