import * as z from 'zod';

/** A ULID: sortable by creation time, safe as a folder and ref name. */
export const TaskId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .brand<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;

/** The provider's id of a tool call, or ours where the provider gives none. Unique within a task. */
export const CallId = z.string().min(1).max(200).brand<'CallId'>();
export type CallId = z.infer<typeof CallId>;

export const RequestId = z.string().min(1).max(64).brand<'RequestId'>();
export type RequestId = z.infer<typeof RequestId>;

export const CheckId = z.string().min(1).max(64).brand<'CheckId'>();
export type CheckId = z.infer<typeof CheckId>;

/** A full git object name, SHA-1 or SHA-256. */
export const ObjectName = z
  .string()
  .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/)
  .brand<'ObjectName'>();
export type ObjectName = z.infer<typeof ObjectName>;

/** UTC, as `Date.toISOString` writes it. */
export const Timestamp = z.iso.datetime();
