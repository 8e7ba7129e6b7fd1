"""Whether the policies for whoever deploys hold what deploying asks of AWS, and nothing else."""
