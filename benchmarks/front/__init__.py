"""What the front does while hostile clients keep its connections: `python -m benchmarks.front`."""
