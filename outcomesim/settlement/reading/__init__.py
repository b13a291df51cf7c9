"""From a file as a spreadsheet saves it to records of what was recorded, or every cell that cannot be read."""
