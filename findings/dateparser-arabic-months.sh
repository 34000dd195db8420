#!/bin/sh
# dateparser 1.5.0: "17 شباط 2024" (17 February 2024, as Damascus, Beirut and Baghdad write it) is no date in `languages=["ar"]`.
#
# What surprised: half of the Arabic press names the months as the Levant does, and dateparser has these names, but only under
# the locales of single countries (`locales=["ar-SY"]`); the language alone knows those of Cairo, and the way in which many
# papers write both, with a stroke between, is read by neither. A good guess would be that a language reads what its
# locales read.
#
# Seen with Python 3.11, dateparser 1.5.0:
#   languages ar, "17 شباط 2024"          -> None
#   locales ar-SY, "17 شباط 2024"         -> 2024-02-17
#   languages ar, "17 فبراير 2024"        -> 2024-02-17
#   locales ar-SY, "17 فبراير/شباط 2024"  -> None
# Exits with 1 when any of these changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet dateparser==1.5.0
"$folder/env/bin/python" - <<'PY'
import dateparser

cases = [
    ({"languages": ["ar"]}, "17 شباط 2024", None),
    ({"locales": ["ar-SY"]}, "17 شباط 2024", "2024-02-17"),
    ({"languages": ["ar"]}, "17 فبراير 2024", "2024-02-17"),
    ({"locales": ["ar-SY"]}, "17 فبراير/شباط 2024", None),
]
as_noted = True
for how, words, expected in cases:
    found = dateparser.parse(words, **how)
    day = found.date().isoformat() if found else None
    print(how, words, "->", day)
    as_noted = as_noted and day == expected
raise SystemExit(0 if as_noted else 1)
PY
