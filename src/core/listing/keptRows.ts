/** The rows of a tree as they are at the moment. */
export interface Rows<Row, Item> {
  /** Tells a row from its siblings, and stays the same while the row is there. */
  keyOf(row: Row): string;
  /** The rows below one, or the topmost ones; each time as new objects. */
  below(row: Row | undefined): Row[];
  /** How a row is drawn: data alone. */
  item(row: Row): Item;
}

/** A row that the editor was given, the topmost one being the whole tree. */
interface Kept<Row> {
  key: string;
  row: Row | undefined;
  /** How it was drawn, as text; null while it was not. */
  drawn: string | null;
  /** Null while nobody has asked for them. */
  below: Kept<Row>[] | null;
}

/**
 * What the editor knows of a tree, so that only rows which changed are drawn anew. It finds the row that a menu or a
 * button is about by the object that it was given; while a row is drawn anew it has none for those below it, and the
 * command is told of no row. So a row keeps its object while it is in its place.
 */
export class KeptRows<Row extends object, Item> {
  private readonly top: Kept<Row> = { key: '', row: undefined, drawn: null, below: null };
  private readonly places = new WeakMap<Row, Kept<Row>>();

  constructor(private readonly rows: Rows<Row, Item>) {}

  below(row?: Row): Row[] {
    const parent = this.placeOf(row);
    const known = new Map(parent?.below?.map((kept) => [kept.key, kept]));
    const below = this.rows.below(row).map((fresh) => {
      const key = this.rows.keyOf(fresh);
      const kept = known.get(key) ?? { key, row: fresh, drawn: null, below: null };
      this.places.set(kept.row ?? fresh, kept);
      return kept;
    });
    if (parent !== undefined) {
      parent.below = below;
    }
    return below.flatMap((kept) => kept.row ?? []);
  }

  item(row: Row): Item {
    const item = this.rows.item(row);
    const place = this.placeOf(row);
    if (place !== undefined) {
      place.drawn = JSON.stringify(item);
    }
    return item;
  }

  /** A row that is shown otherwise than it was drawn, because a person clicked on it. */
  outdate(row: Row): void {
    const place = this.placeOf(row);
    if (place !== undefined) {
      place.drawn = '';
    }
  }

  /** The rows that must be drawn anew, each with what is below it; `all` when rows came or went at the top. */
  changed(): Row[] | 'all' {
    return this.hasOthersBelow(this.top) ? 'all' : this.changedBelow(this.top);
  }

  private changedBelow({ below }: Kept<Row>): Row[] {
    return (below ?? []).flatMap((kept) => {
      const { row } = kept;
      return row !== undefined && this.isChanged(kept, row) ? [row] : this.changedBelow(kept);
    });
  }

  private isChanged(kept: Kept<Row>, row: Row): boolean {
    const isDrawn = kept.drawn !== null;
    return (isDrawn && kept.drawn !== JSON.stringify(this.rows.item(row))) || this.hasOthersBelow(kept);
  }

  private hasOthersBelow({ row, below }: Kept<Row>): boolean {
    if (below === null) {
      return false;
    }
    const keys = this.rows.below(row).map((each) => this.rows.keyOf(each));
    return keys.length !== below.length || keys.some((key, at) => key !== below[at]?.key);
  }

  private placeOf(row: Row | undefined): Kept<Row> | undefined {
    return row === undefined ? this.top : this.places.get(row);
  }
}
