#!/bin/sh
# anyascii 0.3.3: the names of two Syrian towns, Daraa and Adra, become the same two letters.
#
# What surprised: the long vowel alif, which Arabic does write, leaves nothing at all, ayn only a grave accent, and ta
# marbuta, spoken "a" at the end of a name, becomes "h". A good guess would be that only the short vowels are missing,
# which Arabic does not write, so that every written letter leaves a letter: about "draa" and "adra", and "hmaa" for Hama.
# As it is, keys of place names that are made of the letters of a transliteration join towns that share two consonants,
# and part a name from its own press spelling.
#
# Seen with Python 3.11, anyascii 0.3.3:
#   Daraa, written dal ra ayn alif        -> dr`
#   Adra,  written ayn dal ra alif        -> `dr
#   Hama,  written ha mim alif ta marbuta -> hmh
# Exits with 1 when any of these changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet anyascii==0.3.3
"$folder/env/bin/python" - <<'PY'
from anyascii import anyascii

expected = {"درعا": "dr`", "عدرا": "`dr", "حماة": "hmh"}
seen = {name: anyascii(name) for name in expected}
for name, ascii_name in seen.items():
    print(name, "->", repr(ascii_name))
raise SystemExit(0 if seen == expected else 1)
PY
