"""Contracts in sentences: what ``outcomesim check`` says back, and whether every price is named."""
