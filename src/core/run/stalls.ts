import type { Course, EventBody, Stall, ToolCall } from '../../protocol';
import { parseInput } from '../labels/toolLabels';

/** The same call with the same result so many times in a row is a loop. */
const maxRepeats = 4;
/** So many turns in a row without anything new are a loop too. */
const maxIdleTurns = 8;
const maxSeen = 64;
const maxSampled = 4000;
const maxInput = 2000;

export const newCourse: Course = { last: null, seen: [], turn: 'none', idleTurns: 0 };

type Result = Extract<EventBody, { type: 'tool.result' }>;

/** Whether the task goes round in a circle; null while it does not. */
export function stallOf({ last, turn, idleTurns }: Course): Stall | null {
  if (last !== null && last.times >= maxRepeats) {
    return { kind: 'repeated', tool: last.tool, input: last.input, times: last.times };
  }
  const turns = idleTurns + (turn === 'old' ? 1 : 0);
  return turns >= maxIdleTurns ? { kind: 'idle', turns } : null;
}

export function courseAfterRequest(course: Course, attempt: number): Course {
  if (attempt > 1 || course.turn === 'none') {
    return course;
  }
  return { ...course, turn: 'none', idleTurns: course.turn === 'old' ? course.idleTurns + 1 : 0 };
}

/** Files were changed by whatever means, so the same call may come to something else. */
export function courseAfterChange(course: Course): Course {
  return { ...course, last: null, turn: 'new', idleTurns: 0 };
}

/** Calls that could not be read, or whose outcome is unknown, are counted elsewhere or say nothing. */
export function courseAfterResult(course: Course, call: ToolCall | undefined, result: Result): Course {
  const isCounted = result.invalid !== true && result.outcome !== 'unknown';
  if (call === undefined || !isCounted || result.tool === 'finish' || result.tool === 'ask_user') {
    return course;
  }
  const key = keyOf(call, result);
  const times = course.last?.key === key ? course.last.times + 1 : 1;
  const last = { key, tool: call.tool, input: call.input.slice(0, maxInput), times };
  const isNew = !course.seen.includes(key) || changesLines(result);
  return {
    ...course,
    last,
    seen: isNew ? [...course.seen.filter((seen) => seen !== key), key].slice(-maxSeen) : course.seen,
    turn: isNew ? 'new' : course.turn === 'none' ? 'old' : course.turn,
  };
}

function changesLines({ outcome, lines }: Result): boolean {
  return outcome === 'ok' && lines !== undefined && lines.added + lines.removed > 0;
}

/** The same for calls that mean the same and came to the same, how long a command took aside. */
function keyOf({ tool, input }: ToolCall, { outcome, text, durationMs }: Result): string {
  const sample = text.length <= 2 * maxSampled ? text : text.slice(0, maxSampled) + text.slice(-maxSampled);
  const said = durationMs === undefined ? sample : sample.replace(/\d+(?:\.\d+)?\s?m?s\b/g, '#');
  return shortHash([tool, canonical(input), outcome, said].join('\n'));
}

/** Fields in the order of their names, so that only what is asked for counts. */
function canonical(input: string): string {
  const fields = Object.entries(parseInput(input)).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.length === 0 ? input : JSON.stringify(fields);
}

/** 53 bits, not for security: two results that differ have the same key by chance alone. */
function shortHash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/** What the model is told when it is let go on. */
export function stallNote(stall: Stall): string {
  return stall.kind === 'repeated'
    ? `You made the same call of ${stall.tool} ${stall.times} times in a row and got the same result each time. Go on in another way.`
    : `In the last ${stall.turns} turns nothing was changed and every call had been made before, with the same result. Go on in another way.`;
}
