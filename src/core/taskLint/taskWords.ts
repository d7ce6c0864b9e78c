/** A stretch of a text; `end` is after its last character. */
export interface Place {
  start: number;
  end: number;
}

/** A sentence or a point of a list, without what marks it as one. */
export interface Clause extends Place {
  text: string;
  isPoint: boolean;
  /** The line that a list stands under is no clause of its own kind, but what its points belong to. */
  isUnderHead: boolean;
}

const point = /^\s*(?:[-*•–]|\d{1,2}[.)])\s+/;
const sentenceEnd = /(?<=[.!?;])\s+(?=[A-Z`"'“(\d])/g;

/** What a text is made of, in its order. */
export function clausesOf(text: string): Clause[] {
  const clauses: Clause[] = [];
  let offset = 0;
  let hasHead = false;
  for (const line of text.split('\n')) {
    const mark = point.exec(line)?.[0];
    const isBlank = line.trim() === '';
    for (const { start, end } of mark === undefined ? sentences(line) : [{ start: mark.length, end: line.length }]) {
      clauses.push({
        start: offset + start,
        end: offset + end,
        text: line.slice(start, end),
        isPoint: mark !== undefined,
        isUnderHead: mark !== undefined && hasHead,
      });
    }
    hasHead = mark === undefined ? (isBlank ? hasHead : true) : hasHead;
    offset += line.length + 1;
  }
  return clauses;
}

function sentences(line: string): Place[] {
  const ends = [...line.matchAll(sentenceEnd)].map(({ index, 0: gap }) => ({ end: index, next: index + gap.length }));
  const starts = [line.length - line.trimStart().length, ...ends.map(({ next }) => next)];
  return starts
    .map((start, index) => ({ start, end: ends[index]?.end ?? line.trimEnd().length }))
    .filter(({ start, end }) => end > start);
}

const extensions =
  'tsx?|jsx?|mjs|cjs|mts|cts|py|rb|go|rs|java|kt|swift|cs|cpp|cc|c|h|hpp|php|vue|svelte|css|scss|less|html?|sql|sh|ya?ml|json|toml|ini|cfg|md|mdx|txt|proto|graphql|tf|xml|gradle|env|lock';
const path = new RegExp(
  [
    /(?<![\w/.-])(?:\.{0,2}\/)?(?:[\w.@*[\]-]+\/)+[\w.@*[\]-]*[\w*]/u.source,
    `(?<![\\w./*-])[\\w*][\\w.*-]{0,100}\\.(?:${extensions})\\b`,
    /(?<![\w/])\/[a-z][\w{}:/-]+/u.source,
    /(?<![\w/])\.[a-z]\w*rc(?:\.\w+)?/u.source,
  ].join('|'),
  'gu',
);
/** Pairs of words, such as hit/miss or POST/PUT. */
const pair = /^(?:[A-Za-z]{1,12}\/){1,3}[A-Za-z]{1,12}$/;
const folders =
  /^(?:src|lib|app|apps|test|tests|packages|pkg|internal|cmd|docs|server|client|web|api|core|scripts|examples?|ui|components|config|utils|common|shared|public|static|assets|bin|db|models|services|modules|features|plugins|tools|frontend|backend)\//;
const ofFolder = /\b(?:folder|directory|file|module|package|in|under|inside|from|into)\s+$/i;

/** Paths of files, folders and routes as they stand in a text. */
export function pathsIn(text: string): (Place & { path: string })[] {
  return [...text.matchAll(path)]
    .map(({ 0: found, index }) => ({ path: found, start: index, end: index + found.length }))
    .filter(
      ({ path: found, start }) => !pair.test(found) || folders.test(found) || ofFolder.test(text.slice(0, start)),
    );
}

const code =
  /`[^`\n]{1,200}`|\b\w+\(\)|\b[a-z]+[A-Z]\w*\b|\b[A-Z][a-z]+[A-Z]\w*\b|\b[a-z]+_\w+\b|\b[A-Z][A-Z0-9]*_\w+\b|(?<![\w/.])[A-Za-z_]\w+\.[a-z_]\w+\b|(?<![\w&])#\d+\b|(?<!\w)--[a-z][\w-]*/g;
const products =
  /^(?:JavaScript|TypeScript|GitHub|GitLab|GraphQL|PayPal|MySQL|PostgreSQL|MongoDB|StatsD|WebSocket|OpenAPI|DevOps|NestJS|NextJS|macOS|iOS|eBay|jQuery|LinkedIn|YouTube|OAuth|SQLite)$/i;
const parts =
  'modules?|services?|components?|endpoints?|pages?|forms?|middlewares?|layers?|class(?:es)?|functions?|methods?|controllers?|hooks?|screens?|dialogs?|tables?|migrations?|handlers?|packages?|folders?|director(?:y|ies)|routes?|quer(?:y|ies)|jobs?|scripts?|commands?|schemas?|models?|views?|buttons?|headers?|sidebars?|menus?|widgets?|workers?|cron|wizards?|types?|bugs?|cart|checkout|README|Dockerfile|pipelines?|machines?|parsers?|serializers?|clients?|flags?|state machines?|pickers?|modals?|dropdowns?|toolbars?|navbars?|footers?|tooltips?|banners?|cards?|tabs?|panels?|editors?|galler(?:y|ies)|canvas|popups?|inputs?|fields?|charts?|flows?|indexers?|importers?|exporters?|schedulers?|loggers?|validators?|adapters?|webhooks?|plugins?|states?';
/** Of which a product has one, so that they are named without a name. */
const ownParts =
  /\b(?:README|CHANGELOG|Dockerfile|Makefile|package\.json)\b|\b(?:the|our) (?:side ?bar|nav ?bar|footer|header|toolbar|inbox|gallery|canvas|scheduler|indexer|importer|exporter|tokenizer|parser|linter|compiler|crawler|dashboard|home ?page|landing page|checkout|cart|login|modal|command line|CLI)\b/gi;
/** What such an order makes is not where it is made. */
const made = /\b(?:add|create|build|implement|write|introduce) (?:an? )(?:\w+ ){0,2}$/i;
const making = /^(?:.* )?(?:pages?|screens?|endpoints?|forms?|views?|dialogs?)$/i;
const named = new RegExp(`\\b([\\w-]+)[ \\t]+(?=(?:${parts})\\b)`, 'gi');
const unnamed =
  /^(?:the|a|an|our|my|your|this|that|these|those|some|all|every|each|any|whole|entire|new|existing|more|better|good|unit|integration|other|several|many|few|of|in|for|on|and|or|to|with|main|whole|add|write|fix|create|make|build|refactor|improve|feature|multi-step|state|code|representative|strategy|own|background)$/i;

/** What a report is about, before what it does. */
const subject =
  /^(?:the |our |my )?((?:[\w-]+ ){0,3}?[\w-]+) (?:is|are|was|does(?:n't| not)?|do(?:n't| not)?|can(?:'t|not)|fails?|crash(?:es)?|shows?|returns?|puts?|keeps?|closes?|takes?|stopped|breaks?|overlaps?|flickers?|throws?|hangs?|ignores?|loses?|with|over|to)\b/i;
const anything =
  /^(?:app|application|it|this|that|there|everything|something|things?|code|ci|builds?|tests?|site|project|system|we|i|you|users?|people|what|how|why|where|who|when|if|which|should)(?: |$)/i;

const bareFolder =
  /(?<=\b(?:in|under|of|below|from) (?:the )?)(?:src|lib|app|test|tests|docs|scripts|packages)\b(?!\/)/g;

/** Whether the part that is named there is what is to be made. */
function isMade(text: string, index: number): boolean {
  const [phrase = ''] = /^[\w-]+[ \t]+[\w-]+/.exec(text.slice(index)) ?? [];
  return made.test(text.slice(0, index)) && making.test(phrase);
}

/** What a report that begins a text is about; null for anything else. */
export function subjectOf({ text }: Pick<Clause, 'text'>): string | null {
  const [, named = ''] = subject.exec(text) ?? [];
  return named === '' || anything.test(named) ? null : named;
}

/** Words that say which part of the code is meant: paths, names of code, and parts with a name of their own. */
export function scopesIn(text: string): Place[] {
  const names = [...text.matchAll(code)].filter(({ 0: found }) => !products.test(found));
  const inFolders = [...text.matchAll(bareFolder)];
  const phrases = [...text.matchAll(named)].filter(
    ({ 1: first = '', index }) => !unnamed.test(first) && !isMade(text, index),
  );
  const own = [...text.matchAll(ownParts)];
  const found = [...names, ...phrases, ...inFolders, ...own].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
  return [...pathsIn(text), ...found].toSorted((a, b) => a.start - b.start);
}
