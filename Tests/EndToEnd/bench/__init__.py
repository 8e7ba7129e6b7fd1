"""The bench: a simulator of AWS, the AWS CLI preloaded, and what reads and judges their state."""
