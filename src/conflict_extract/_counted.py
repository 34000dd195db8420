"""Numbers with their nouns."""


def counted(number: int, noun: str) -> str:
    """A number with its noun, as in "1 event" and "2 events"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
