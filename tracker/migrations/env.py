"""What alembic runs: the connection comes from `tracker.migrating`, never from a file of its own."""

from alembic import context

from tracker.schema import Record

context.configure(connection=context.config.attributes["connection"], target_metadata=Record.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
