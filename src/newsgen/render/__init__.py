"""From the outputs of a plan to bytes."""
