/** When to draw: what a host tells waits for the next frame, what a person did does not. */
export class NextFrame {
  private isHurried = false;
  private go: () => void = () => undefined;

  hurry(): void {
    this.isHurried = true;
    this.go();
  }

  async wait(): Promise<void> {
    if (!this.isHurried) {
      await new Promise<void>((resolve) => {
        this.go = resolve;
        requestAnimationFrame(() => resolve());
      });
    }
    this.isHurried = false;
  }
}
