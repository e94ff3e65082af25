"""Version 1 of the API, one file per resource."""
