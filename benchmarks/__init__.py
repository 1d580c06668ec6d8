"""What is measured: each row beside a peer or a floor of the same run, so that machines can be compared."""
