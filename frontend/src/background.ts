// Work that nobody waits for, done a little at a time so that what people do is answered in between.

import { openable } from "./data";

const SLICE = 8; // milliseconds

const waiting: Iterator<void>[] = [];
let running = false;

/** Goes through the steps when there is time, after the work that was given before; not before the page is complete. */
export function inBackground(work: Iterator<void>): void {
  waiting.push(work);
  if (!running) void openable.then(() => setTimeout(goOn));
  running = true;
}

/** No longer does it. */
export function abandon(work: Iterator<void>): void {
  const at = waiting.indexOf(work);
  if (at >= 0) waiting.splice(at, 1);
}

function goOn(): void {
  const until = performance.now() + SLICE;
  while (waiting.length > 0 && performance.now() < until) {
    if (waiting[0]?.next().done) waiting.shift();
  }
  running = waiting.length > 0;
  if (running) setTimeout(goOn);
}
