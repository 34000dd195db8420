"""The article reader: a strong model reads the whole article, and what it says is not overruled."""
