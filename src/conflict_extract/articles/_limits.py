"""How much of an article file is read at most."""

# Characters of one article's text.
LONGEST_TEXT = 2_000_000

# Bytes: the longest text in four-byte UTF-8, a web page with its scripts, one with its pictures inside, one JSON file,
# one line of JSON (every character escaped), and what front matter may take.
LARGEST_TEXT_FILE = 8_000_000
LARGEST_HTML_FILE = 10_000_000
LARGEST_SAVED_PAGE = 60_000_000
LARGEST_JSON_FILE = 64_000_000
LONGEST_JSON_LINE = 13_000_000

# A JSON lines file with more lines than this that are empty or cannot be used is no such file.
MOST_EMPTY_LINES = 1_000_000
MOST_BROKEN_LINES = 10_000

# A compressed file that yields more than this, and more than this many times its size, was made to fill memory or
# time; articles in JSON shrink to a fifth, repeated ones to a hundredth.
LARGEST_PLAUSIBLE_EXPANSION = 64_000_000
PLAUSIBLE_EXPANSION_RATIO = 200

# Characters of one row of a table, and of what may be read again to find the next row where quotation marks are in
# disorder.
LONGEST_ROW = 4_000_000
MOST_READ_AGAIN = 10_000_000
READ_AGAIN_RATIO = 10

# Bytes of one feed, of one mail with its attachments, of one document, and of what a document unpacks to.
LARGEST_FEED = 10_000_000
LARGEST_MAIL = 40_000_000
LARGEST_DOCUMENT = 100_000_000
LARGEST_UNPACKED_DOCUMENT = 200_000_000

# Bytes of a text export of a news archive, which holds up to some thousand articles.
LARGEST_EXPORT = 64_000_000

# Bytes of a file with news in XML: one item, or the messages of a day.
LARGEST_NEWS_XML = 20_000_000

# Parts of one mail.
MOST_PARTS = 10_000

# What a PDF may take to be read: pages, seconds, and bytes of the memory of the process that reads it.
MOST_PAGES = 2_000
MOST_SECONDS_FOR_A_PDF = 120
MOST_MEMORY_FOR_A_PDF = 2_000_000_000
