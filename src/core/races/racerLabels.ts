/**
 * A label for each racer: its name as it was written, without its provider where that tells nobody apart, and numbered
 * where several have the same: `gpt-5 #1`, `gpt-5 #2`.
 */
export function racerLabels(names: readonly string[]): string[] {
  const shortOf = (name: string): string => name.slice(name.indexOf('/') + 1) || name;
  const isClear = (name: string): boolean => names.every((other) => other === name || shortOf(other) !== shortOf(name));
  const called = names.map((name) => (isClear(name) ? shortOf(name) : name));
  return called.map((name, at) => {
    const isAlone = called.filter((other) => other === name).length === 1;
    const number = called.slice(0, at + 1).filter((other) => other === name).length;
    return isAlone ? name : `${name} #${number}`;
  });
}
