"""A simulator of outcomes contracts."""
