"""The sentence reader: a small model is asked about one trigger of an English sentence at a time."""
