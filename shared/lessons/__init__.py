"""Small experiments that return what they measured, and why it is so, as data; printing is for others."""
