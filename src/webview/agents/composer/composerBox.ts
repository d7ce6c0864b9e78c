import type { nothing, TemplateResult } from 'lit';
import type { SlashCommand } from '../../../core/composer/slashCommands';
import type { AgentsWindowRequest, ComposerDraft, MessageWhen, TaskId } from '../../../protocol';

/** When a message reaches an agent, or how a task is started. */
export type SendWay = MessageWhen | 'start' | 'startAndShow' | 'planFirst';

/** What a box is for: an agent's, or the one in which a new task is written. */
export interface ComposerBox {
  of: TaskId | null;
  /** What it asks a person to write. */
  label: string;
  /** What was said last, to be said again. */
  earlier: string;
  commands: readonly SlashCommand[];
  /** The way of the button, as the button is called, and with its key. */
  usual: { way: SendWay; label: string; title: string };
  /** Every way; none where there is but one. */
  ways: readonly (readonly [SendWay, string])[];
  /** Below the ways; may be empty. */
  hint: string;
  wayOf: (event: KeyboardEvent) => SendWay | null;
  /** What the written words ask for; null: not yet a whole request. */
  ask: (draft: ComposerDraft, way: SendWay) => AgentsWindowRequest | null;
  pickers: TemplateResult;
  /** Its model takes no images. */
  isBlind: boolean;
  /** Below the box: what a reader would ask back. */
  hints?: TemplateResult | typeof nothing;
}
