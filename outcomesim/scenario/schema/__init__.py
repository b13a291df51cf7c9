"""What a file may hold, table by table: each model names its keys and their ranges, and becomes a record."""
