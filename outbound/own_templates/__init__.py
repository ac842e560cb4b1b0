"""A customer's own folder of templates: what is at fault in it, by file and line. `check` is the door."""
