/** A label for each racer: its name, numbered where several have the same one: `gpt-5 #1`, `gpt-5 #2`. */
export function racerLabels(names: readonly string[]): string[] {
  return names.map((name, at) => {
    const isAlone = names.filter((other) => other === name).length === 1;
    const number = names.slice(0, at + 1).filter((other) => other === name).length;
    return isAlone ? name : `${name} #${number}`;
  });
}
