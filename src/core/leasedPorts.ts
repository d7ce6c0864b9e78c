import type { PortBlock } from '../protocol';

/** The ports that a task has to itself. */
export interface LeasedPorts {
  /** Null for a task in the checkout itself, and where none were free. */
  readonly block: PortBlock | null;
  /** Those at which something answers on this machine now, in their order. */
  listening(): Promise<number[]>;
}
