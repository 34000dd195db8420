"""What a file is recognised as, and that no beginning of a file takes long to look at."""

from __future__ import annotations

import time

import pytest

from conflict_extract.articles._formats import FORMATS

HEADS = {
    "comments": b"<!---->",
    "comments in lines": b"<!-- a --> \n",
    "declarations": b"<?a?>",
    "document types": b"<!DOCTYPE a>",
    "spaces": b" ",
    "headers": b"A: b\n",
    "headers that go on": b"A: b\n c\n",
    "quotation marks": b'"',
    "brackets": b'{"a":',
    "lists": b"[",
    "tags": b"<a ",
    "cells": b"a,b\n",
    "numbers of documents": b"1 of 2 DOCUMENTS\n",
    "words": b"word ",
    "messages": b'{"name":"type"',
    "rich text": b"{\\rtf",
}


@pytest.mark.parametrize("name", HEADS)
def test_no_beginning_takes_long_to_look_at(name: str) -> None:
    for start in (b"", b"<?xml version='1.0'?>", b"From: a@b.example\n"):
        head = (start + HEADS[name] * 8192)[:8191] + b"x"
        started = time.process_time()
        for each in FORMATS:
            each.recognises(head)
        assert time.process_time() - started < 2
