/** Translates an English sentence and fills `{0}`, `{1}`… The extension passes `vscode.l10n.t`, the CLI `english`. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));

/** Looks sentences up in a table of translations; one that is not there stays English. */
export function translateWith(strings: Readonly<Record<string, string>>): Translate {
  return (message, ...args) => english(strings[message] ?? message, ...args);
}
