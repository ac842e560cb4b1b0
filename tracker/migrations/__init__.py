"""The schema's history, told by alembic: from zero and from any older version the schema is the same."""
