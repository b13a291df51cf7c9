"""The order of working: from what a statement brings to what is owed for each line, step by step."""
