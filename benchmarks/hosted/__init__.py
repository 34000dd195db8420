"""The path of a strong model, measured without one: see README.md beside this file."""
