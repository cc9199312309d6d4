"""The lab runner: takes experiments from its queue, one at a time, and runs each leg in a fresh process."""
