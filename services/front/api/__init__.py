"""The HTTP endpoints, one noun a file. They translate between HTTP and the functions of the other folders."""
