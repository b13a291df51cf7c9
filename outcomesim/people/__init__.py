"""Parts 2 to 4 of the story: who is referred and when, who is given a place, and how lives go with and without."""
