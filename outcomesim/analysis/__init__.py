"""What the results come to: positions, risk, and contracts side by side, every figure with its error."""
