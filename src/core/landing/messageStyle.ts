/** How commits of a repository are written, learned from those that are there. */
export interface MessageStyle {
  /** `type(scope): subject`; null where the repository does not write so. `scopes` are those that were seen. */
  conventional: { types: string[]; scopes: string[] } | null;
  /** A ticket stands in front: as `ABC-1: `, `ABC-1 `, `[ABC-1] ` or `#1 `, with the keys that were seen. */
  ticket: { shape: 'colon' | 'space' | 'brackets'; keys: string[] } | null;
  /** Whether the first word begins with a small letter. */
  isLower: boolean;
  endsWithPeriod: boolean;
  /** Characters of a subject that are not too many here. */
  maxSubject: number;
  signsOff: boolean;
}

const leastMessages = 3;
const subjectLimits = { least: 50, usual: 72, most: 100 };

const usualStyle: MessageStyle = {
  conventional: null,
  ticket: null,
  isLower: false,
  endsWithPeriod: false,
  maxSubject: subjectLimits.usual,
  signsOff: false,
};

/** `type(scope)!: `; group 1 is the type, group 2 the scope. */
const conventionalLead = /^([a-z]{2,12})(?:\(([\w./@-]+(?:,\s*[\w./@-]+)*)\))?!?: +(?=\S)/;
/** Group 1 is the bracket, group 2 the ticket, group 3 what follows it. */
const ticketLead = /^(\[)?([A-Z][A-Z\d]+-\d+|#\d+)(\]:?|:)? +(?=\S)/;
const madeByGit = /^(Merge |Revert "|fixup! |squash! |amend! )/;
const usualTypes = /^(feat|fix|docs|style|refactor|perf|test|tests|build|ci|chore|revert|deps|wip|release)$/;

/** From whole messages, the newest first. Those that git words itself tell nothing. With few it is the usual style. */
export function learnStyle(messages: readonly string[]): MessageStyle {
  const own = messages.map((message) => message.trim()).filter((message) => message !== '' && !madeByGit.test(message));
  if (own.length < leastMessages) {
    return usualStyle;
  }
  const subjects = own.map(subjectOf);
  const conventional = learnConventional(subjects);
  const bare = subjects.map((subject) => withoutLead(subject));
  return {
    conventional,
    ticket: learnTicket(subjects),
    isLower: isMost(
      bare.filter((subject) => /^\p{L}/u.test(subject)),
      (subject) => /^\p{Ll}/u.test(subject),
    ),
    endsWithPeriod: isMost(subjects, (subject) => subject.endsWith('.')),
    maxSubject: learnLength(subjects),
    signsOff: isMost(own, (message) => /^Signed-off-by: .+$/m.test(message)),
  };
}

export function subjectOf(message: string): string {
  return message.trimStart().split(/\r?\n/, 1)[0]?.trimEnd() ?? '';
}

/** The subject without a type, scope and ticket in front. */
function withoutLead(subject: string): string {
  return subject.replace(ticketLead, '').replace(conventionalLead, '').replace(ticketLead, '');
}

function isMost<T>(all: readonly T[], holds: (one: T) => boolean): boolean {
  return all.length > 0 && all.filter(holds).length * 2 > all.length;
}

/** The most used first. */
function byUse(found: readonly string[]): string[] {
  const uses = new Map<string, number>();
  found.forEach((one) => uses.set(one, (uses.get(one) ?? 0) + 1));
  return [...uses].sort(([, a], [, b]) => b - a).map(([one]) => one);
}

function learnConventional(subjects: readonly string[]): MessageStyle['conventional'] {
  const leads = subjects.flatMap((subject) => {
    const lead = conventionalLead.exec(subject.replace(ticketLead, ''));
    return lead === null ? [] : [{ type: lead[1] ?? '', scope: lead[2] }];
  });
  const isUsual = isMost(leads, ({ type }) => usualTypes.test(type));
  if (leads.length * 2 <= subjects.length || !isUsual) {
    return null;
  }
  const scopes = leads.flatMap(({ scope }) => (scope === undefined ? [] : [scope]));
  return { types: byUse(leads.map(({ type }) => type)), scopes: byUse(scopes) };
}

function learnTicket(subjects: readonly string[]): MessageStyle['ticket'] {
  const found = subjects.flatMap((subject) => {
    const lead = ticketLead.exec(subject.replace(conventionalLead, ''));
    return lead === null ? [] : [lead];
  });
  if (found.length * 2 <= subjects.length) {
    return null;
  }
  const shapes = found.map(([, bracket, , end]): NonNullable<MessageStyle['ticket']>['shape'] =>
    bracket !== undefined ? 'brackets' : end === undefined ? 'space' : 'colon',
  );
  const [shape = 'colon'] = byUse(shapes) as typeof shapes;
  return { shape, keys: byUse(found.map(([, , ticket = '']) => ticket.replace(/\d+$/, ''))) };
}

/** What nine of ten keep to. */
function learnLength(subjects: readonly string[]): number {
  const lengths = subjects.map(({ length }) => length).sort((a, b) => a - b);
  const most = lengths[Math.floor((lengths.length - 1) * 0.9)] ?? subjectLimits.usual;
  return Math.min(subjectLimits.most, Math.max(subjectLimits.least, most));
}
