#!/bin/sh
# dateparser 1.5.0: "Saturday 7/12/2024" is 12 July 2024, which was a Friday.
#
# What surprised: the line above a report often gives a weekday and a day in figures, and the weekday tells which figure is
# the month. dateparser reads the weekday, finds it well-formed, and lets it count for nothing: the same date comes out for
# "Friday" and for "Saturday", and for a weekday that fits neither order. A good guess would be that the order that agrees
# with the weekday wins, or that a date whose weekday cannot be right is none.
#
# Seen with Python 3.11, dateparser 1.5.0, languages en:
#   "Friday 7/12/2024"            -> 2024-07-12  (a Friday)
#   "Saturday 7/12/2024"          -> 2024-07-12  (7 December was the Saturday)
#   "Monday 7/12/2024"            -> 2024-07-12  (neither was a Monday)
#   "Monday, December 7, 2024"    -> 2024-12-07  (a Saturday)
# Exits with 1 when any of these changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet dateparser==1.5.0
"$folder/env/bin/python" - <<'PY'
import dateparser

cases = [
    ("Friday 7/12/2024", "2024-07-12"),
    ("Saturday 7/12/2024", "2024-07-12"),
    ("Monday 7/12/2024", "2024-07-12"),
    ("Monday, December 7, 2024", "2024-12-07"),
]
as_noted = True
for words, expected in cases:
    found = dateparser.parse(words, languages=["en"])
    day = found.date().isoformat() if found else None
    print(words, "->", day, found.strftime("%A") if found else "")
    as_noted = as_noted and day == expected
raise SystemExit(0 if as_noted else 1)
PY
