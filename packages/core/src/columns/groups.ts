/** Rows by a code that each of them has, kept until a row changes. */
export type Groups = {
  changed(): void;
  /** Rows of a code, ascending. Undefined where a pass over all rows is the shorter way: for one question, or a few. */
  of(code: number): Uint32Array | undefined;
};

export function createGroups(source: () => { readonly size: number; readonly codes: Uint32Array }): Groups {
  let rows: Uint32Array | undefined;
  let starts = new Uint32Array(0);
  /** Since the last change. */
  let asked = 0;

  function build(): Uint32Array {
    const { size, codes } = source();
    let most = 0;
    for (let row = 0; row < size; row++) most = Math.max(most, codes[row] ?? 0);
    starts = new Uint32Array(most + 2);
    for (let row = 0; row < size; row++) {
      const next = (codes[row] ?? 0) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let code = 0; code <= most; code++) starts[code + 1] = (starts[code + 1] ?? 0) + (starts[code] ?? 0);
    const places = starts.slice();
    const grouped = new Uint32Array(size);
    for (let row = 0; row < size; row++) {
      const code = codes[row] ?? 0;
      const place = places[code] ?? 0;
      places[code] = place + 1;
      grouped[place] = row;
    }
    return grouped;
  }
  return {
    changed() {
      rows = undefined;
      asked = 0;
    },
    of(code) {
      if (rows === undefined && asked++ === 0) return undefined;
      rows ??= build();
      return rows.subarray(starts[code] ?? 0, starts[code + 1] ?? starts[code] ?? 0);
    },
  };
}
