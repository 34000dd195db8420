// Where most values lie, so that a few far ones do not squeeze the others together.

const TAIL = 0.05;

/** The range of nine tenths of the values and as much again on both sides, within that of all; at least `least` wide. */
export function core(values: number[], least: number): [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const margin = Math.max(at(1 - TAIL) - at(TAIL), least);
  return [Math.max(at(0), at(TAIL) - margin), Math.min(at(1), at(1 - TAIL) + margin)];
}
