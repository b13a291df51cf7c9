"""An author's text as a tree: where every value stands, and amounts in other currencies."""
