// Web Mercator, fitted to a box. Borders are straight lines in it, so it needs none of the cutting of a general projection.

import type { Geometry, Position } from "geojson";

const DEGREE = Math.PI / 180;
/** Where Mercator maps end. */
const HIGHEST = 83;

function northing(latitude: number): number {
  const within = Math.min(Math.max(latitude, -HIGHEST), HIGHEST);
  return Math.log(Math.tan(Math.PI / 4 + (within * DEGREE) / 2)) / DEGREE;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Shape {
  path: string;
  /** Where its largest part lies. */
  box: Box;
}

export class Mercator {
  private readonly scale: number;
  private readonly x0: number;
  private readonly y0: number;

  constructor(west: number, south: number, east: number, north: number, into: Box) {
    const [low, high] = [northing(south), northing(north)];
    this.scale = Math.min((into.right - into.left) / (east - west), (into.bottom - into.top) / (high - low));
    this.x0 = (into.left + into.right) / 2 - (this.scale * (west + east)) / 2;
    this.y0 = (into.top + into.bottom) / 2 + (this.scale * (low + high)) / 2;
  }

  point(longitude: number, latitude: number): [x: number, y: number] {
    return [this.x0 + this.scale * longitude, this.y0 - this.scale * northing(latitude)];
  }

  shape(geometry: Geometry): Shape {
    const polygons =
      geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? geometry.coordinates : [];
    let path = "";
    let largest: Box = { left: 0, top: 0, right: 0, bottom: 0 };
    for (const [number, ring] of polygons.flatMap((rings) => rings.map((each, inner) => [inner, each] as const))) {
      const { words, box } = this.ring(ring);
      path += words;
      if (number === 0 && size(box) > size(largest)) largest = box;
    }
    return { path, box: largest };
  }

  private ring(ring: Position[]): { words: string; box: Box } {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    const corners: string[] = [];
    let [before = 0] = ring[0] ?? [];
    for (const [longitude = 0, latitude = 0] of ring) {
      // A coast that crosses the date line goes on beyond it rather than back around the world.
      const near = longitude - 360 * Math.round((longitude - before) / 360);
      before = near;
      const [x, y] = this.point(near, latitude);
      corners.push(`${x.toFixed(1)},${y.toFixed(1)}`);
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
    return { words: `M${corners.join("L")}Z`, box };
  }
}

function size(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
}
