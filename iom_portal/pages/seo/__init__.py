"""What search engines ask for: sitemaps, robots.txt and other well-known addresses."""
