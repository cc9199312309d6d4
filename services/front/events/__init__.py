"""What happens, from the Redis Stream to every page that is open."""
