"""What must go together in a file, whatever each value is by itself: faults with place, reason and hint."""
