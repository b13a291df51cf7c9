"""What written terms imply before anything has happened: the most that can be owed, and by whom."""
