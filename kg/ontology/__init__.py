"""The vocabulary: where its files lie, what they say, what is generated from them."""
