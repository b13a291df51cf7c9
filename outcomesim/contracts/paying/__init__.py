"""From what is owed to who pays whom and when: shares, retention, limits, advances, interest, penalties, costs."""
