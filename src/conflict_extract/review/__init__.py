"""A page on this machine on which people decide what weights and rules leave open."""
