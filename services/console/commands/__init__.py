"""The commands of `parallax`, a file each: its arguments, and what it does with them."""
