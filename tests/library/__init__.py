"""The library, in a file and on a PostgreSQL server."""
