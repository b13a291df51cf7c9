"""Recorded activity settled by the same terms and capital as simulated people: what each payer owes, and why."""
