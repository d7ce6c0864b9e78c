import { namedFiles } from '../editing/patchText';
import type { ToolOutcome } from '../../protocol';
import type { Translate } from '../translate';

/** `text` is verb and object in one sentence; `object` alone is for a row that shows the verb as an icon. */
export interface ToolLabel {
  text: string;
  verb: string;
  object: string;
}

/** `not`: it was refused, or could not be begun. */
type Tense = 'now' | 'done' | 'not';

export interface Ended {
  outcome: ToolOutcome | 'running';
  exitCode: number | null | undefined;
}

/** A command that failed was carried out; every other call that failed, or was denied, did nothing. */
export function tenseOf({ outcome, exitCode }: Ended): Tense {
  if (outcome === 'running') {
    return 'now';
  }
  return outcome === 'denied' || (outcome === 'error' && exitCode === undefined) ? 'not' : 'done';
}

/**
 * What a tool call does, from the input as the model wrote it, which may be malformed. The input of a command task's
 * `command` is the command itself.
 */
export function toolLabel(tool: string, input: string, tense: Tense, t: Translate): ToolLabel {
  const verb = toolVerb(tool, tense, t);
  const object =
    tool === 'command'
      ? oneRow(input)
      : tool === 'apply_patch'
        ? patchObject(parseInput(input)['patch'], t)
        : toolObject(tool, parseInput(input));
  if (tool === 'list_files' && (object === '' || object === '.')) {
    const text = topLabel(tense, t);
    return { verb: text, object: '', text };
  }
  return { verb, object, text: object === '' ? verb : `${verb} ${object}` };
}

function toolVerb(tool: string, tense: Tense, t: Translate): string {
  const verbs = { now: presentVerbs, done: pastVerbs, not: undoneVerbs }[tense](t);
  return verbs[tool] ?? (tense === 'not' ? t('Did not do: {0}', tool) : t('{0}', tool));
}

function topLabel(tense: Tense, t: Translate): string {
  switch (tense) {
    case 'now':
      return t('Listing the top folder');
    case 'done':
      return t('Listed the top folder');
    case 'not':
      return t('Did not list the top folder');
  }
}

function presentVerbs(t: Translate): Partial<Record<string, string>> {
  return {
    read_file: t('Reading'),
    list_files: t('Listing'),
    search: t('Searching'),
    edit_file: t('Editing'),
    apply_patch: t('Patching'),
    write_file: t('Writing'),
    delete_file: t('Deleting'),
    shell: t('Running'),
    shell_network: t('Running'),
    command: t('Running'),
    ask_user: t('Asking'),
    propose_plan: t('Proposing a plan'),
    start_agent: t('Starting agent'),
    message_agent: t('Telling agent'),
    wait_for_agent: t('Waiting for agent'),
    take_agent: t('Taking the files of agent'),
    finish: t('Finishing'),
  };
}

function pastVerbs(t: Translate): Partial<Record<string, string>> {
  return {
    read_file: t('Read'),
    list_files: t('Listed'),
    search: t('Searched'),
    edit_file: t('Edited'),
    apply_patch: t('Patched'),
    write_file: t('Wrote'),
    delete_file: t('Deleted'),
    shell: t('Ran'),
    shell_network: t('Ran with network'),
    command: t('Ran'),
    ask_user: t('Asked'),
    propose_plan: t('Proposed a plan'),
    start_agent: t('Started agent'),
    message_agent: t('Told agent'),
    wait_for_agent: t('Waited for agent'),
    take_agent: t('Took the files of agent'),
    finish: t('Finished'),
  };
}

function undoneVerbs(t: Translate): Partial<Record<string, string>> {
  return {
    read_file: t('Did not read'),
    list_files: t('Did not list'),
    search: t('Did not search'),
    edit_file: t('Did not edit'),
    apply_patch: t('Did not patch'),
    write_file: t('Did not write'),
    delete_file: t('Did not delete'),
    shell: t('Did not run'),
    shell_network: t('Did not run with network'),
    command: t('Did not run'),
    ask_user: t('Did not ask'),
    propose_plan: t('Did not propose a plan'),
    start_agent: t('Did not start agent'),
    message_agent: t('Did not tell agent'),
    wait_for_agent: t('Did not wait for agent'),
    take_agent: t('Did not take the files of agent'),
    finish: t('Did not finish'),
  };
}

const objectFields: Partial<Record<string, readonly string[]>> = {
  search: ['pattern', 'query'],
  shell: ['command'],
  shell_network: ['command'],
  ask_user: ['question'],
  propose_plan: [],
  start_agent: ['title'],
  message_agent: ['text'],
  wait_for_agent: ['agent'],
  take_agent: ['agent'],
  finish: [],
};

function toolObject(tool: string, input: Record<string, unknown>): string {
  const fields = objectFields[tool] ?? ['path', 'file', 'command'];
  const value = fields.map((field) => input[field]).find((found) => typeof found === 'string');
  return typeof value === 'string' ? oneRow(value) : '';
}

/** The files of a patch, the first by its name. */
function patchObject(patch: unknown, t: Translate): string {
  const [first = '', ...others] = typeof patch === 'string' ? new Set(namedFiles(patch)) : [];
  return others.length === 0 ? oneRow(first) : t('{0} and {1} more', oneRow(first), others.length);
}

function oneRow(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

export function parseInput(input: string): Record<string, unknown> {
  const value = parseJson(input);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Malformed JSON is the model's, and shown as it is where the row is opened. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
