import type { CarryChoices } from '../../protocol';

/** What a person decided about ignored files, for each repository by the folder of its git data. */
export interface CarryMemory {
  /** Null where nobody was asked yet. */
  read(commonDir: string): Promise<CarryChoices | null>;
  write(commonDir: string, choices: CarryChoices): Promise<void>;
}
