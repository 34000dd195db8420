"""What bad files are made of."""

from __future__ import annotations

import random

Draw = random.Random

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-7", "cp1256", "cp1251",
    "cp1252", "koi8-r", "iso8859-6", "gb18030", "big5", "shift_jis", "euc_kr", "cp037",
)  # fmt: skip
SENTENCES = (
    "Rebels captured Tolme on Friday.",
    "The army withdrew from Besk, a resident said.",
    "Forty soldiers of the 9th Brigade defected near Port Sael.",
    "The defence ministry denied that Ma’arra had fallen.",
    "Rebels did not enter Port Sael.",
    "Rain fell in the valley.",
    "استولى المسلحون على بلدة الزاوية يوم الجمعة، بحسب سكان.",
    "Повстанцы захватили город Толме в пятницу.",
    "叛军周五占领了托尔梅镇。",
    "Les soldats ont quitté la ville de Besk à l’aube.",
)
HIDDEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\u00ad\u2060\ufeff\u034f\u3164\U000e0041\ufe0f"
SPACES = "\t\x0b\x0c\x1c\x1f\x85\xa0\u1680\u2003\u2028\u2029\u202f\u3000"
HOMOGLYPHS = str.maketrans("aceoptxABEKMHOPCTX", "асеортхАВЕКМНОРСТХ")
EMOJI = (
    "👍",
    "🇸🇾",
    "👩‍👩‍👧‍👦",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "1️⃣",
    "🫠",
    "\U0010fffd",
)
DATES = (
    "0000-01-01", "9999-12-31", "9999-99-99", "10000-01-01", "-0001-02-03", "2024-02-30", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "December 31st, 9999", "January 1, 0000", "31 February 2021", "٣ مايو ٢٠١٢",
    "1" * 400, "2024-12-07T25:61:61Z", "00/00/0000", "1e309", "NaN", "∞", "",
)  # fmt: skip
FORMULAS = ("=1+1", "+41", "-2", "@SUM(A1)", "＝1+1", "\t=1", '=HYPERLINK("http://x")')


def prose(draw: Draw, least: int = 1, most: int = 6) -> str:
    """A few sentences, parted by one kind of gap."""
    gap = draw.choice((" ", "\n", "\n\n", "\r\n", "\r", "  ", "\u2028", "\x85"))
    return gap.join(draw.choices(SENTENCES, k=draw.randint(least, most)))


def sprinkled(draw: Draw, text: str, characters: str | tuple[str, ...], every: int = 6) -> str:
    """The text with characters strewn into it."""
    return "".join(part + (draw.choice(characters) if draw.random() * every < 1 else "") for part in text)


def noise(draw: Draw, most: int = 2000) -> str:
    """Any characters at all, but halves of surrogate pairs."""
    planes = ((0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF))
    return "".join(chr(draw.randint(*draw.choice(planes))) for _ in range(draw.randint(1, most)))
