"""What the accounts slice decides; one module per question."""
