import type { KnownMoves } from '../app/bases/knownMoves';
import type { KnownPulls } from '../app/pulls/knownPulls';
import type { Radar } from '../app/radar/radar';
import type { ReviewMarks } from '../app/reviews/reviewMarks';
import type { AgentsWindowUpdate, Ground } from '../protocol';

export interface SideFacts {
  /** What the open folders are to a new task. */
  ground: { readonly current: Ground; onDidChange(listener: () => void): { dispose(): void } };
  /** Branches that have moved. */
  moves: { readonly known: Pick<KnownMoves, 'current' | 'onDidChange'>; lookSoon(): void };
  /** Pull requests at forges. */
  pulls: { readonly known: Pick<KnownPulls, 'current' | 'onDidChange'>; lookSoon(): void };
  radar: Pick<Radar, 'current' | 'onDidChange'>;
  reviewMarks: Pick<ReviewMarks, 'current' | 'onDidChange'>;
  /** What the day has used, as a sentence. */
  day: { readonly current: string; onDidChange(listener: () => void): { dispose(): void } };
}

/** Tells a page what is known beside the tasks themselves, all of it each time. */
export class SideTelling {
  private readonly listeners: { dispose(): void }[];

  constructor(
    private readonly facts: SideFacts,
    private readonly page: { send(update: AgentsWindowUpdate): void },
  ) {
    this.listeners = [
      facts.ground.onDidChange(() => this.tellGround()),
      facts.day.onDidChange(() => this.tellDay()),
      facts.moves.known.onDidChange(() => this.tellMoves()),
      facts.pulls.known.onDidChange(() => this.tellPulls()),
      facts.radar.onDidChange(() => this.tellOverlaps()),
      facts.reviewMarks.onDidChange(() => this.tellReviews()),
    ];
  }

  /** To a page that knows nothing yet. */
  tellAll(): void {
    this.tellGround();
    this.tellDay();
    this.tellMoves();
    this.tellPulls();
    this.tellReviews();
    this.tellOverlaps();
    this.facts.moves.lookSoon();
    this.facts.pulls.lookSoon();
  }

  dispose(): void {
    this.listeners.forEach((listener) => listener.dispose());
  }

  private tellGround(): void {
    this.page.send({ type: 'ground', ground: this.facts.ground.current });
  }

  private tellDay(): void {
    this.page.send({ type: 'day', text: this.facts.day.current });
  }

  private tellMoves(): void {
    this.page.send({ type: 'moves', moves: Object.fromEntries(this.facts.moves.known.current) });
  }

  private tellPulls(): void {
    this.page.send({ type: 'pulls', pulls: Object.fromEntries(this.facts.pulls.known.current) });
  }

  private tellOverlaps(): void {
    const { current } = this.facts.radar;
    const overlaps = Object.fromEntries([...current].map(([taskId, each]) => [taskId, [...each]]));
    this.page.send({ type: 'overlaps', overlaps });
  }

  private tellReviews(): void {
    this.page.send({ type: 'reviews', reviews: Object.fromEntries(this.facts.reviewMarks.current) });
  }
}
