/** What kind of work a task asks for, as far as its words tell. */
export type TaskClass = 'refactoring' | 'tests' | 'feature' | 'other';

/** The first that fits. Making tests is told from mending what they find by the verb in front. */
const signs: readonly [TaskClass, RegExp][] = [
  [
    'tests',
    /\b(add|write|generate|create|extend|improve|raise|increase|cover)\b[^.\n]{0,60}\b(tests?|specs?|coverage)\b/i,
  ],
  [
    'refactoring',
    /\b(refactor|renam|extract|clean(ing)? ?up|simplif|restructur|reorgani[sz]|de-?duplicat|inlin|split)/i,
  ],
  ['feature', /\b(implement|build|add|create|introduce|support)\b/i],
];

export function taskClassOf(prompt: string): TaskClass {
  return signs.find(([, sign]) => sign.test(prompt))?.[0] ?? 'other';
}
