import * as z from 'zod';
import { Budget } from './budget';
import { FileChange, Receipt } from './changes';
import { ErrorData } from './errors';
import { ObjectName, TaskId } from './ids';
import { Landing, TaskState } from './state';
import { ModelRef, Task } from './task';
import { GroupId } from './taskGroup';
import { StartingPoint } from './updates';

export const mostRacers = 16;

/** One of a race. `label` is the model's name as it was written, with ` #2` where the model runs several times. */
export const Racer = z.strictObject({ taskId: TaskId, label: z.string().min(1).max(120), model: ModelRef });
export type Racer = z.infer<typeof Racer>;

/** All that is needed to make the tasks of a race: what they have in common, and the racers in the order as given. */
export const RacePlan = z.strictObject({
  racers: z.array(Racer).min(1).max(mostRacers),
  task: Task.omit({ id: true, engine: true }).strip(),
  /** Of all racers and the judge together. */
  cap: Budget.nullable(),
});
export type RacePlan = z.infer<typeof RacePlan>;

/** What the files of one result say, computed from the trees alone; `tree` is that result. */
export const RacerChange = z.strictObject({
  tree: ObjectName,
  /** Added lines of source files that are no tests; moved and generated files left out. */
  codeLines: z.int().min(0),
  /** Names that manifests have and the snapshot has not. */
  dependencies: z.array(z.string()),
  /** Test files, and what belongs to tests, that it added or changed. */
  testFiles: z.array(z.string()),
  /** Tests by name that were not there before. */
  testsAdded: z.int().min(0),
  /** Equal for results that differ in nothing but white space that says nothing. */
  digest: z.string().min(1).max(128),
  /** The same also for results that differ in comments too. Older journals do not have it. */
  code: z.string().min(1).max(128).optional(),
});
export type RacerChange = z.infer<typeof RacerChange>;

/** Why one racer's tests can't be run on another's code; `paths` are what stands in the way. */
export const CellObstacle = z.strictObject({
  reason: z.enum(['path', 'dependency', 'no-checks']),
  names: z.array(z.string()),
});
export type CellObstacle = z.infer<typeof CellObstacle>;

/** What came of the tests of one result on the code of another. */
export const CellOutcome = z.discriminatedUnion('kind', [
  /** One receipt for each check until one is red. */
  z.strictObject({ kind: z.literal('ran'), receipts: z.array(Receipt).min(1) }),
  z.strictObject({ kind: z.literal('unmerged'), obstacle: CellObstacle }),
  z.strictObject({ kind: z.literal('failed'), error: ErrorData }),
]);
export type CellOutcome = z.infer<typeof CellOutcome>;

/** A cell as it is journaled: between exactly these two results; `tree` is what was run. */
export const RaceCell = z.strictObject({
  tests: TaskId,
  code: TaskId,
  testsTree: ObjectName,
  codeTree: ObjectName,
  tree: ObjectName.nullable(),
  outcome: CellOutcome,
});
export type RaceCell = z.infer<typeof RaceCell>;

/** Why a racer was stopped early: how it stood, and how the racers stood that went on. */
export const HalvedRacer = z.strictObject({
  taskId: TaskId,
  why: z.enum(['verified-there', 'complete-there', 'checked-there', 'fewer-failures-there']),
  /** The last of the racers that go on. */
  behind: TaskId,
});
export type HalvedRacer = z.infer<typeof HalvedRacer>;

export const Verdict = z.enum(['first', 'second', 'neither']);
export type Verdict = z.infer<typeof Verdict>;

/** What the judge was asked once: two racers in this order, by a task of its own. */
export const Judgement = z.strictObject({ taskId: TaskId, first: TaskId, second: TaskId });
export type Judgement = z.infer<typeof Judgement>;

/** What a race adds to the journal of its group. */
export const raceEntries = [
  /** Written before any racer is made. */
  z.object({ type: z.literal('race.started'), plan: RacePlan }),
  /** Each racer has its task; before that a crash may have left some unmade. */
  z.object({ type: z.literal('race.made') }),
  z.object({ type: z.literal('race.measured'), taskId: TaskId, change: RacerChange }),
  z.object({ type: z.literal('race.cell'), cell: RaceCell }),
  /** The person wants no more cells for now, or wants them again, with those that could not be run. */
  z.object({ type: z.literal('race.matrix'), isOn: z.boolean() }),
  /** Written before they are stopped. */
  z.object({ type: z.literal('race.halved'), by: z.enum(['person', 'setting']), stopped: z.array(HalvedRacer).min(1) }),
  /** No process of it is left. */
  z.object({ type: z.literal('race.stopped'), taskId: TaskId }),
  /** Written before the judge's tasks are made. */
  z.object({ type: z.literal('race.judging'), model: ModelRef, judgements: z.array(Judgement).min(1) }),
  /** The person chose; what became of the apply stands in the racer's own journal. */
  z.object({ type: z.literal('race.won'), taskId: TaskId }),
  /** The person discards these; each has its own way back. */
  z.object({ type: z.literal('race.discarding'), taskIds: z.array(TaskId).min(1) }),
] as const;
export type RaceEntry = z.infer<(typeof raceEntries)[number]>;

/** A check of a racer and its newest receipt, null while there is none. */
export const CandidateCheck = z.strictObject({ label: z.string(), receipt: Receipt.nullable() });
export type CandidateCheck = z.infer<typeof CandidateCheck>;

/** A racer with what is known of it from journals and trees; nothing of it is what a model said. */
export const Candidate = z.strictObject({
  taskId: TaskId,
  label: z.string(),
  model: ModelRef,
  /** Null where its task was not made: the race was interrupted while it began. */
  state: TaskState.nullable(),
  landing: z.enum(Landing.options.map((option) => option.shape.kind.value)),
  /** `weakened`: verified, by tests that were made to prove less. */
  proof: z.enum(['verified', 'weakened', 'unverified', 'none']),
  files: z.array(FileChange),
  added: z.int().min(0),
  removed: z.int().min(0),
  /** Null until the trees were looked at. */
  change: RacerChange.nullable(),
  checks: z.array(CandidateCheck),
  /** Weakened tests, and linters that were told to be silent. */
  weakened: z.int().min(0),
  suppressed: z.int().min(0),
  /** Of lines that the task names paths of, in per cent; null where no report says. */
  coverage: z.number().nullable(),
  /** Time at work. */
  workMs: z.int().min(0),
  /** Millionths of a dollar; null where a price is unknown. */
  microUsd: z.int().min(0).nullable(),
  isEstimated: z.boolean(),
  tokens: z.int().min(0),
  /** Why the race stopped it early. */
  halved: HalvedRacer.nullable(),
});
export type Candidate = z.infer<typeof Candidate>;

/** A cell as it is shown. `own`: a racer's tests on its own code, from its receipts. `open`: not run yet. */
export const MatrixCell = z.strictObject({
  tests: TaskId,
  code: TaskId,
  outcome: z.discriminatedUnion('kind', [
    ...CellOutcome.options,
    z.strictObject({ kind: z.literal('own'), receipts: z.array(Receipt) }),
    z.strictObject({ kind: z.literal('no-tests') }),
    /** One of the two is not complete. */
    z.strictObject({ kind: z.literal('unfinished') }),
    z.strictObject({ kind: z.literal('open') }),
  ]),
});
export type MatrixCell = z.infer<typeof MatrixCell>;

/** The tests of each racer (rows) on the code of each (columns), row by row in the order of the racers. */
export const Matrix = z.strictObject({
  cells: z.array(MatrixCell),
  /** Cells that can be run and were not. */
  open: z.int().min(0),
  isOn: z.boolean(),
});
export type Matrix = z.infer<typeof Matrix>;

export const Criterion = z.enum([
  'crossTests',
  'size',
  'dependencies',
  'testsAdded',
  'suppressed',
  'coverage',
  'time',
  'cost',
]);
export type Criterion = z.infer<typeof Criterion>;

/** What a criterion came to: `value` from 0 to 1, null where it is not known of all and counts for nobody. */
export const RankPart = z.strictObject({
  criterion: Criterion,
  weight: z.number().min(0),
  value: z.number().min(0).max(1).nullable(),
  /** In its own unit: tests, lines, packages, per cent, milliseconds, millionths of a dollar. */
  own: z.number().nullable(),
  best: z.number().nullable(),
});
export type RankPart = z.infer<typeof RankPart>;

/** `tier` comes before every score: nothing unverified stands above what is verified. */
export const RankedCandidate = z.strictObject({
  taskId: TaskId,
  /** From 1; equal where nothing tells two apart. */
  place: z.int().min(1),
  tier: z.enum(['verified', 'weakened', 'unverified', 'unfinished']),
  /** From 0 to 100. */
  score: z.number().min(0).max(100),
  parts: z.array(RankPart),
  /** Racers whose tests are red on its code, and count. */
  brokenBy: z.array(TaskId),
});
export type RankedCandidate = z.infer<typeof RankedCandidate>;

export const Ranking = z.strictObject({
  weights: z.record(Criterion, z.number().min(0)),
  ranked: z.array(RankedCandidate),
  /** Racers whose tests no other's code passes, so that they count for nobody. */
  uncountedTests: z.array(TaskId),
});
export type Ranking = z.infer<typeof Ranking>;

/** Results that are the same; one is in no group where it is like no other. */
export const EquivalentResults = z.strictObject({
  taskIds: z.array(TaskId).min(2),
  /** `tree`: byte for byte; `format`: but for white space that says nothing; `comments`: but for that and comments. */
  by: z.enum(['tree', 'format', 'comments']),
});
export type EquivalentResults = z.infer<typeof EquivalentResults>;

/** What the judge said once; `verdict` is null where its answer has none. `why` is untrusted text of a model. */
export const JudgeWord = z.strictObject({
  ...Judgement.shape,
  state: z.enum(['open', 'answered', 'failed']),
  verdict: Verdict.nullable(),
  why: z.string(),
});
export type JudgeWord = z.infer<typeof JudgeWord>;

/** What the judge said of two, asked in both orders. */
export const JudgedPair = z.strictObject({
  pair: z.tuple([TaskId, TaskId]),
  words: z.array(JudgeWord),
  /** `split`: it said one thing in one order and another in the other. */
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('open') }),
    z.strictObject({ kind: z.literal('better'), taskId: TaskId }),
    z.strictObject({ kind: z.literal('neither') }),
    z.strictObject({ kind: z.literal('split') }),
    z.strictObject({ kind: z.literal('failed') }),
  ]),
});
export type JudgedPair = z.infer<typeof JudgedPair>;

/** A race as every surface shows it. Candidates are in the order in which they were given. */
export const RaceView = z.strictObject({
  groupId: GroupId,
  title: z.string(),
  prompt: z.string(),
  /** Absolute path of the checkout. */
  root: z.string(),
  point: StartingPoint,
  createdAt: z.string(),
  candidates: z.array(Candidate),
  matrix: Matrix,
  ranking: Ranking,
  equivalents: z.array(EquivalentResults),
  cap: Budget.nullable(),
  spent: z.strictObject({ microUsd: z.int().min(0).nullable(), tokens: z.int().min(0), isEstimated: z.boolean() }),
  /** Racers at work that could be stopped now because others are ahead; empty: none. */
  halving: z.array(HalvedRacer),
  judge: z.strictObject({ model: ModelRef, pairs: z.array(JudgedPair) }).nullable(),
  /** The racer that the person chose. */
  won: TaskId.nullable(),
});
export type RaceView = z.infer<typeof RaceView>;
