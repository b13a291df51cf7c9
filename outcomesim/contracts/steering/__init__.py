"""What a contract directs, and when: reviews, gates, allocations between providers, and what follows an early end."""
