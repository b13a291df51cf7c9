"""What in the record contradicts itself or the terms: told row by row, never dropped in silence."""
