"""One reader a format: a file to the articles in it."""
