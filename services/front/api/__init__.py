"""The HTTP endpoints, one noun a file. They translate; what is done stands beside this folder."""
