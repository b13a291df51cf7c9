"""What is wrong with a file, in words that an author can act on, and what was probably meant."""
