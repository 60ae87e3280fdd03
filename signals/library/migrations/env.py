"""What Alembic runs: the migrations, on the connection and within the transaction that it is given."""

from alembic import context

from signals.library.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
