import * as z from 'zod';
import { LeftOut, ObjectName } from '../../../protocol';

/** A path as a binary string, one character a byte: a file name need not be UTF-8. Never out of the folder, nor its own `.git`. */
const Path = z
  .string()
  .min(1)
  .refine((path) => path.split('/').every((name) => !['', '.', '..'].includes(name)) && !path.includes('\0'))
  .refine((path) => path.split('/')[0]?.toLowerCase() !== '.git');
const Mode = z.int().min(0).max(0o7777);

/** What a rest says of the folder, beside the contents, which are objects of the repository. */
export const RestRecord = z.strictObject({
  v: z.literal(1),
  /** Files whose bytes are written as they are, past all conversions. */
  files: z.array(z.strictObject({ path: Path, object: ObjectName, mode: Mode })),
  links: z.array(z.strictObject({ path: Path, target: z.string() })),
  /** Rights that git does not keep, of files that the commit holds or the checkout gives. */
  modes: z.array(z.strictObject({ path: Path, mode: Mode })),
  /** Empty ones, and those with rights that a new folder has not. Parents come first. */
  folders: z.array(z.strictObject({ path: Path, mode: Mode })),
  left: z.array(LeftOut),
});
export type RestRecord = z.infer<typeof RestRecord>;

export const recordName = 'background-agents-rest.json';
