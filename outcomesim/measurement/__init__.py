"""Part 5 of the story: evidence, tallies, and the statements that a contract is allowed to see."""
