"""What of the security code no test would miss: one rule taken out at a time."""
