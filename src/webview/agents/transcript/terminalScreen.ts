import type { LiveOutput } from '../../../core/views/agentsWindowModel';

/** The element that draws a terminal. It is in a script of its own, which is loaded with the first terminal. */
export interface TerminalScreen extends HTMLElement {
  /** What the call printed, as far as it is here; another `callId` begins anew. */
  content: TerminalContent | undefined;
  /**
   * Looks for the text from the last place on, upwards or downwards, and marks it; `older`: upwards in the page that came
   * last. False when it is not in what is here.
   */
  find(text: string, where: 'up' | 'down' | 'older'): boolean;
}

export interface TerminalContent {
  callId: string;
  output: LiveOutput;
}

/** The screen tells this when a person scrolled to the first line that it has. */
export const reachedTop = 'reached-top';

/** The screen tells this when an older page stands in front of what it had. */
export const gotOlder = 'got-older';
