import * as z from 'zod';
import { Attachment } from './attachments';
import { Budget } from './budget';
import { TaskId } from './ids';
import { ModelRef } from './task';
import { TaskBase } from './taskBase';

/** Something of a repository that what a person writes names. */
export const Mention = z.strictObject({
  kind: z.enum(['file', 'folder', 'symbol']),
  /** Relative to the top of the repository, with `/`. */
  path: z.string().min(1).max(4000),
  /** Of a symbol. */
  name: z.string().min(1).max(200).optional(),
  /** Of a symbol or a part of a file: the first and the last, from 1. */
  lines: z.tuple([z.int().min(1), z.int().min(1)]).optional(),
});
export type Mention = z.infer<typeof Mention>;

const maxGiven = 20;

/** Something given along: what is read when it is sent, or what is here already. */
export const GivenPart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mention'), mention: Mention }),
  z.strictObject({ kind: z.literal('text'), attachment: Attachment }),
]);
export type GivenPart = z.infer<typeof GivenPart>;

export const GivenParts = z.array(GivenPart).max(maxGiven);

/** How a task begins that is written in the Agents Window; what is absent is as usual. */
export const NewTaskOptions = z.strictObject({
  model: ModelRef.optional(),
  /** `shown` is how a line calls it. */
  base: z.strictObject({ base: TaskBase, shown: z.string().min(1).max(400) }).optional(),
  /** In the checkout itself. */
  place: z.literal('here').optional(),
  mode: z.enum(['plan', 'ask']).optional(),
  /** The command whose exit status 0 makes it verified; empty: none. */
  verify: z.string().max(2000).optional(),
  budget: Budget.optional(),
});
export type NewTaskOptions = z.infer<typeof NewTaskOptions>;

/** What a person has written and not sent. */
export const ComposerDraft = z.strictObject({
  text: z.string().max(200_000),
  given: GivenParts,
  /** Of a new task only. */
  options: NewTaskOptions,
});
export type ComposerDraft = z.infer<typeof ComposerDraft>;

/** By task; that of the new task by `new`. */
export const ComposerDrafts = z.record(z.string(), ComposerDraft);
export type ComposerDrafts = z.infer<typeof ComposerDrafts>;

/** Whose box it is: an agent's, or with null the one for a new task. */
const of = { of: TaskId.nullable() };

/** What the box of the Agents Window asks its host. */
export const composerRequests = [
  /** What could be named by these characters: send `completed`. */
  z.strictObject({ ...of, type: z.literal('complete'), query: z.string().max(200) }),
  /** Files were dropped: send `given` with those that belong to the repository. */
  z.strictObject({ ...of, type: z.literal('dropped'), uris: z.array(z.string().max(10_000)).min(1).max(maxGiven) }),
  /** Images were pasted or dropped: send `given` with those that can be shown. Without `data` one is too large to be sent. */
  z.strictObject({
    ...of,
    type: z.literal('images'),
    images: z
      .array(
        z.strictObject({ name: z.string().max(500), data: z.base64().max(5_000_000).nullable(), size: z.int().min(0) }),
      )
      .min(1)
      .max(maxGiven),
  }),
  /** Let the person choose images on the disk: send `given`. */
  z.strictObject({ ...of, type: z.literal('pickImages') }),
  z.strictObject({ ...of, type: z.literal('keepDraft'), draft: ComposerDraft }),
  /** Start a task; `isShown`: and show it. */
  z.strictObject({ type: z.literal('startTask'), draft: ComposerDraft, isShown: z.boolean() }),
  /** Let the person choose something for the new task: send `picked`. */
  z.strictObject({ type: z.literal('pick'), what: z.enum(['model', 'base', 'place']) }),
] as const;

/** What the host tells the box. */
export const composerUpdates = [
  z.strictObject({ ...of, type: z.literal('completed'), query: z.string(), found: z.array(Mention) }),
  /** Without `of` for the box in sight. */
  z.strictObject({ type: z.literal('given'), of: TaskId.nullable().optional(), parts: GivenParts }),
  /** Those that were kept. A box in which something is written keeps that. */
  z.strictObject({ type: z.literal('drafts'), drafts: ComposerDrafts }),
  z.strictObject({
    type: z.literal('picked'),
    options: NewTaskOptions,
    /** Chosen before, and as usual from now on. */
    without: z.array(z.enum(['base', 'place'])).optional(),
  }),
  /** The model that a new task has unless another is chosen; empty where none is connected. `isBlind`: it takes no images. */
  z.strictObject({ type: z.literal('usualModel'), label: z.string(), isBlind: z.boolean().optional() }),
] as const;
