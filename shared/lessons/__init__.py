"""Small experiments that return what they measured, and why, as data; callers print it."""
