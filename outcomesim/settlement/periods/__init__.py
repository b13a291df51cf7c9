"""Periods of the record: rows over dates on which terms count anew, and dates that pay by themselves."""
