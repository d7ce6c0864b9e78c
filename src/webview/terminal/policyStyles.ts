/** The nonce of the panel's policy, which scripts and the terminal's style elements are allowed with. */
const nonce = document.currentScript instanceof HTMLScriptElement ? document.currentScript.nonce : '';

/**
 * The terminal makes style elements and writes style attributes, and the panel's policy refuses both. Elements that it
 * makes get the nonce, and their style attribute is set as a property, which the policy allows. Markup that came from
 * outside is parsed, never made with `createElement`, so it gets neither.
 */
export function allowTerminalStyles(): void {
  const create: (...args: [string, ElementCreationOptions?]) => HTMLElement = Reflect.get(
    document,
    'createElement',
  ).bind(document);
  Reflect.set(document, 'createElement', (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) {
      element.nonce = nonce;
    } else if (element instanceof HTMLSpanElement) {
      element.setAttribute = setStyled;
    }
    return element;
  });
}

function setStyled(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') {
    this.style.cssText = value;
  } else {
    Element.prototype.setAttribute.call(this, name, value);
  }
}
