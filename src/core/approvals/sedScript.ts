/** A plain script of sed: an address, then `p`, `d`, `q` or `=`, or `s` without the flags that run or write something. */
const address = String.raw`(?:\d+|\$|/(?:[^/\\\n]|\\[^\n])*/)`;
const place = `(?:${address}(?:,${address})?!?)?`;
const replace = String.raw`s([/|#,:@])(?:(?!\1)[^\\\n]|\\[^\n])*\1(?:(?!\1)[^\\\n]|\\[^\n])*\1[gpiI0-9]*`;
const step = new RegExp(String.raw`[ \t]*${place}[ \t]*(?:[pdq=]|${replace})[ \t]*(;|$)`, 'y');

/** Whether a script only prints, deletes and replaces lines. Every step starts where the one before ended. */
export function isPlainSedScript(script: string): boolean {
  let at = 0;
  while (at < script.length) {
    step.lastIndex = at;
    const found = step.exec(script);
    if (found === null) {
      return false;
    }
    at += found[0].length;
  }
  return script !== '';
}
