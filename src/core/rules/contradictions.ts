import type { Rule } from '../../protocol';

/** Two lines that ask for opposite things. */
export interface Contradiction {
  first: { path: string; text: string };
  second: { path: string; text: string };
}

interface Demand {
  path: string;
  text: string;
  /** What is to be done or not, in lower case. */
  what: string;
  isWanted: boolean;
}

const maxFound = 20;
const forbidding = /^(?:never|do not|don't|don’t|avoid|no)\s+/;
const asking = /^(?:always|please|must|prefer(?:ably)?|you (?:should|must))\s+/;
const filler = /^(?:ever |always )?(?:use|using|write|writing|add|adding)\s+/;

/** Finds lines such as “Use semicolons.” and “Never use semicolons.”; what means the same in other words is not seen. */
export function contradictions(rules: readonly Rule[]): Contradiction[] {
  const known = new Map<string, Demand>();
  const found: Contradiction[] = [];
  for (const demand of rules.flatMap(demandsOf)) {
    const other = known.get(demand.what);
    if (other === undefined) {
      known.set(demand.what, demand);
    } else if (other.isWanted !== demand.isWanted && found.length < maxFound) {
      found.push({
        first: { path: other.path, text: other.text },
        second: { path: demand.path, text: demand.text },
      });
    }
  }
  return found;
}

function demandsOf({ path, text }: Rule): Demand[] {
  return text.split('\n').flatMap((line) => {
    const said = line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, '').trim();
    const plain = said
      .toLowerCase()
      .replace(/[.!*_`"]/g, '')
      .replace(/\s+/g, ' ');
    const isWanted = !forbidding.test(plain);
    const what = plain
      .replace(isWanted ? asking : forbidding, '')
      .replace(filler, '')
      .trim();
    return what === '' || what.length > 200 ? [] : [{ path, text: said, what, isWanted }];
  });
}
