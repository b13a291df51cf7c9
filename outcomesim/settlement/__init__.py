"""Recorded activity settled by the same terms and capital as simulated people: what each payer owes, and why.

A file is read (``reading``), what limits for each person take of its people is worked out (``persons``), rows are
brought to the dates of the terms (``periods``) and become the statements that a verifier would have sent; a contract
settles them. What contradicts itself or the terms is told (``oddities``).
"""
