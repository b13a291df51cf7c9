"""People in the record: rows for each person, cohorts, and what limits for each person take."""
