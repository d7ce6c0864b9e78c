import * as z from 'zod';
import { arenaRequests, arenaUpdates } from './arena';
import { FileChange } from './changes';
import { composerRequests, composerUpdates, GivenParts } from './composer';
import { Decision, RunnerEvent } from './events';
import { PullGlance } from './forges';
import { OverlapAt, OverlapWith } from './overlaps';
import { RequestId, TaskId } from './ids';
import { Listing, MarkAction } from './marks';
import { ReviewGlance } from './reviewGlance';
import { SearchFound } from './search';
import { Starter } from './starters';
import { ReviewedFile } from './risk';
import { TaskView } from './state';
import { ChangesPart, ShownStep } from './stepChanges';
import { MessageWhen, SideCommand } from './steering';
import { SubmoduleEdits } from './submodules';
import { BaseMove } from './updates';
import { WindowLayout } from './windowLayout';

/** What the open folders are to a new task: `unusable` when git is missing or too old. */
export const Ground = z.enum(['found', 'noRepository', 'noFolder', 'unusable']);
export type Ground = z.infer<typeof Ground>;

export const TaskAction = z.enum([
  'stop',
  'retry',
  'changeModel',
  'editAndRun',
  'reviewAll',
  'apply',
  'applySome',
  'applyAccepted',
  'sendRejected',
  'sendComments',
  'undoApply',
  'land',
  'undoLanding',
  'bring',
  'handBack',
  'update',
  'repair',
  'checkOutAll',
  'createPullRequest',
  'openPullRequest',
  'pushPullRequest',
  'addressComments',
  'discard',
  'restore',
  'openWorktree',
  'openTerminal',
  'openReport',
]);
export type TaskAction = z.infer<typeof TaskAction>;

/** What the Agents Window asks its host. Every message is parsed on arrival; a request id must be open in that task. */
export const AgentsWindowRequest = z.discriminatedUnion('type', [
  /** The panel's script runs: send `init` and `tasks`. */
  z.strictObject({ type: z.literal('ready') }),
  /** Show this task: send `snapshot`, then `events` as they come. With `tail` the snapshot has so many events at most. */
  z.strictObject({ type: z.literal('open'), taskId: TaskId, tail: z.int().min(1).max(400).optional() }),
  /** The task is shown no more: send nothing of its transcript. */
  z.strictObject({ type: z.literal('close'), taskId: TaskId }),
  /** The person arranged tabs or tiles: keep it for the next time. */
  z.strictObject({ type: z.literal('layout'), layout: WindowLayout }),
  z.strictObject({ type: z.literal('page'), taskId: TaskId, beforeSeq: z.int().min(1) }),
  z.strictObject({
    type: z.literal('message'),
    taskId: TaskId,
    text: z.string().min(1).max(200_000),
    when: MessageWhen.optional(),
    given: GivenParts.optional(),
  }),
  ...composerRequests,
  z.strictObject({ type: z.literal('tell'), taskId: TaskId, said: SideCommand }),
  z.strictObject({ type: z.literal('answer'), taskId: TaskId, requestId: RequestId, decision: Decision }),
  z.strictObject({ type: z.literal('action'), taskId: TaskId, action: TaskAction }),
  /** What the command that the task waits for would change. */
  z.strictObject({ type: z.literal('preview'), taskId: TaskId }),
  z.strictObject({
    type: z.literal('openDiff'),
    taskId: TaskId,
    path: z.string().min(1),
    part: ChangesPart.optional(),
  }),
  /** Show what both sides of a conflict made of a file. */
  OverlapAt.extend({ type: z.literal('openOverlap') }),
  /** Tell the agents that meet here where they do. */
  z.strictObject({ type: z.literal('tellOverlaps'), taskId: TaskId }),
  /** In what order the changed files are dangerous, and which steps changed some: send `order`. */
  z.strictObject({ type: z.literal('order'), taskId: TaskId }),
  /** What a part of the work changed: send `partFiles`. */
  z.strictObject({ type: z.literal('partFiles'), taskId: TaskId, part: ChangesPart }),
  z.strictObject({ type: z.literal('markReviewed'), taskId: TaskId, path: z.string().min(1), isReviewed: z.boolean() }),
  /** Pin, archive and the like; what needs more than a click is asked by the host. */
  z.strictObject({ type: z.literal('mark'), taskId: TaskId, action: MarkAction }),
  /** Look for these words; empty: for none any more. `found` follows, as it goes. */
  z.strictObject({ type: z.literal('search'), text: z.string().max(1000) }),
  z.strictObject({ type: z.literal('goTo'), taskId: TaskId, seq: z.int().min(1).optional() }),
  z.strictObject({ type: z.literal('arrange'), listing: Listing }),
  /** What a call printed: its end, or a page of it that ends at the byte `before`. */
  z.strictObject({
    type: z.literal('output'),
    taskId: TaskId,
    callId: z.string().min(1).max(200),
    before: z.int().min(1).optional(),
  }),
  /** Let the person take the task back to the step that this event is of. */
  z.strictObject({ type: z.literal('goBack'), taskId: TaskId, seq: z.int().min(1) }),
  /** `prompt` is what a suggestion fills it in with. */
  z.strictObject({ type: z.literal('newTask'), prompt: z.string().min(1).max(4000).optional() }),
  /** There is nothing to show: what does the repository suggest? */
  z.strictObject({ type: z.literal('suggest') }),
  z.strictObject({ type: z.literal('connectModel') }),
  /** Where no task can begin yet: make the folder a repository, open another, name one by its address, or see what is wrong. */
  z.strictObject({ type: z.literal('leadOn'), to: z.enum(['initialize', 'openFolder', 'address', 'doctor']) }),
  ...arenaRequests,
]);
export type AgentsWindowRequest = z.infer<typeof AgentsWindowRequest>;

/** What the host tells the Agents Window. `events.fromSeq` is the seq before the first event: on a gap the panel opens again. */
export const AgentsWindowUpdate = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('init'),
    /** English sentence → translation, for the panel's own strings. */
    strings: z.record(z.string(), z.string()),
    statusColors: z.enum(['brief', 'testing']),
    hasModel: z.boolean(),
  }),
  z.strictObject({ type: z.literal('ground'), ground: Ground }),
  /** What the day has used, as a sentence; empty while that is nothing. */
  z.strictObject({ type: z.literal('day'), text: z.string() }),
  /** What is known of the branches that tasks began from and that have moved, by task; all of it each time. */
  z.strictObject({ type: z.literal('moves'), moves: z.record(z.string(), BaseMove) }),
  /** Where changes of tasks meet, by task; all of it each time. */
  z.strictObject({ type: z.literal('overlaps'), overlaps: z.record(z.string(), z.array(OverlapWith)) }),
  z.strictObject({ type: z.literal('found'), found: SearchFound }),
  z.strictObject({ type: z.literal('listing'), listing: Listing }),
  /** Tasks that another window or a terminal works on; all of them each time. */
  z.strictObject({ type: z.literal('elsewhere'), taskIds: z.array(TaskId) }),
  /** Which files were reviewed, by task; all of it each time. */
  z.strictObject({ type: z.literal('reviews'), reviews: z.record(z.string(), ReviewGlance) }),
  /** As it was kept; told before the tasks. */
  z.strictObject({ type: z.literal('layout'), layout: WindowLayout }),
  /** Of the result that `tree` is, the most dangerous files first; and the newest steps, the oldest of them first. */
  z.strictObject({
    type: z.literal('order'),
    taskId: TaskId,
    tree: z.string(),
    files: z.array(ReviewedFile),
    steps: z.array(ShownStep),
    /** What commands changed that is in none of the files. */
    submodules: z.array(SubmoduleEdits).optional(),
  }),
  z.strictObject({ type: z.literal('partFiles'), taskId: TaskId, part: ChangesPart, files: z.array(FileChange) }),
  /** How pull requests stand, as far as that is known, by task; all of it each time. */
  z.strictObject({ type: z.literal('pulls'), pulls: z.record(z.string(), PullGlance) }),
  ...composerUpdates,
  z.strictObject({ type: z.literal('tasks'), tasks: z.array(TaskView) }),
  z.strictObject({ type: z.literal('starters'), starters: z.array(Starter) }),
  z.strictObject({ type: z.literal('task'), task: TaskView }),
  /** With `seq` at the step of that event. */
  z.strictObject({ type: z.literal('show'), taskId: TaskId, seq: z.int().min(1).optional() }),
  z.strictObject({
    type: z.literal('snapshot'),
    taskId: TaskId,
    seq: z.int().min(0),
    tail: z.array(RunnerEvent),
    hasOlder: z.boolean(),
  }),
  z.strictObject({ type: z.literal('events'), taskId: TaskId, fromSeq: z.int().min(0), events: z.array(RunnerEvent) }),
  z.strictObject({
    type: z.literal('older'),
    taskId: TaskId,
    events: z.array(RunnerEvent),
    hasOlder: z.boolean(),
  }),
  z.strictObject({ type: z.literal('delta'), taskId: TaskId, messageId: z.string(), text: z.string() }),
  /** Output; `text` belongs to what was sent before for the call when it begins or ends where that ended or began. */
  z.strictObject({
    type: z.literal('output'),
    taskId: TaskId,
    callId: z.string(),
    offset: z.int().min(0),
    /** Where it ends; without it the text has every byte from `offset` on. */
    end: z.int().min(0).optional(),
    text: z.string(),
  }),
  ...arenaUpdates,
]);
export type AgentsWindowUpdate = z.infer<typeof AgentsWindowUpdate>;
