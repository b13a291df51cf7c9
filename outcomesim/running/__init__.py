"""Many runs: blocks, threads, columns, and the record that holds the results."""
