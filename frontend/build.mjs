// Bundles src/ and draws the outlines from world-atlas into the Python package: `make assets`.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { quantize } from "topojson-client";
import { filter, filterWeight, presimplify, simplify } from "topojson-simplify";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "../src/conflict_extract/output/report/assets");
const SMALLEST = 0.008; // square degrees: corners and islands that are smaller than this are left out
const STEPS = 2e4; // to which coordinates are rounded: about two kilometres

function outlines() {
  const atlas = JSON.parse(readFileSync(join(here, "node_modules/world-atlas/countries-50m.json"), "utf8"));
  const countries = atlas.objects.countries;
  countries.geometries = countries.geometries
    .filter((country) => country.properties.name !== "Antarctica")
    .map(({ id, ...country }) => country);
  const simple = simplify(presimplify({ ...atlas, objects: { countries } }), SMALLEST);
  return JSON.stringify(quantize(filter(simple, filterWeight(simple, SMALLEST)), STEPS));
}

function licences(files) {
  const packages = files.map((file) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean);
  const texts = new Map();
  for (const name of [...new Set([...packages, "world-atlas"])].sort()) {
    const folder = join(here, "node_modules", name);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = readFileSync(join(folder, file), "utf8").trim();
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  const parts = [...texts].map(([text, names]) => `${names.join(", ")}:\n\n${text}`);
  const outlinesNote = "The outlines of countries are from Natural Earth (public domain), by way of world-atlas.";
  return [outlinesNote, ...parts].join("\n\n----\n\n") + "\n";
}

// Tells tests whether the bundle was made from these very sources.
function fingerprint() {
  const names = ["build.mjs", "package-lock.json", ...readdirSync(join(here, "src")).map((name) => `src/${name}`)];
  const hash = createHash("sha256");
  for (const name of names.sort()) hash.update(name).update("\0").update(readFileSync(join(here, name))).update("\0");
  return hash.digest("hex");
}

const { outputFiles, metafile } = await build({
  entryPoints: [join(here, "src/main.ts")],
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  absWorkingDir: here,
});
const notices = licences(Object.keys(metafile.inputs));
writeFileSync(join(assets, "licences.txt"), notices);
writeFileSync(join(assets, "script.js"), `/* made from ${fingerprint()} by make assets\n\n${notices}*/\n${outputFiles[0].text}`);
writeFileSync(join(assets, "outlines.json"), outlines());
