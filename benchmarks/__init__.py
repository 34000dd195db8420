"""Accuracy, speed and memory of merging, on generated records whose spellings were really used."""
