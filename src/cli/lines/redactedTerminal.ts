import { allKeyVariables } from '../../core/models/modelCatalog';
import type { Disposable } from '../../core/ports';
import { Redactor } from '../../core/secrets/redactor';
import type { SecretValues } from '../../protocol';
import type { Terminal } from './terminal';
import { ownKeyVariable } from '../options/ownKey';

/** A terminal that shows no key of a model, and none of the secrets it is told of. */
export class RedactedTerminal implements Terminal {
  readonly #redactor = new Redactor();

  constructor(private readonly terminal: Terminal) {
    for (const variable of [ownKeyVariable, ...allKeyVariables()]) {
      this.#redactor.add({ name: 'model key', value: terminal.env[variable]?.trim() ?? '' });
    }
  }

  hide(values: SecretValues): void {
    Object.entries(values).forEach(([name, value]) => this.#redactor.add({ name, value }));
  }

  get env(): Terminal['env'] {
    return this.terminal.env;
  }

  get folder(): string {
    return this.terminal.folder;
  }

  get bundleFolder(): string {
    return this.terminal.bundleFolder;
  }

  print(line: string): void {
    this.terminal.print(this.#redactor.redact(line));
  }

  write(bytes: string): void {
    this.terminal.write(this.#redactor.redact(bytes));
  }

  complain(line: string): void {
    this.terminal.complain(this.#redactor.redact(line));
  }

  onSignal(listener: (signal: NodeJS.Signals) => void): Disposable {
    return this.terminal.onSignal(listener);
  }
}
