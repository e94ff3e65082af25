"""How Alembic reaches our tables: over the connection that `publisher.store.migrate` holds."""

from alembic import context

from publisher.store.schema import metadata


def run() -> None:
    """Run the migrations, or compare the tables, over the connection we were given."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise RuntimeError("run `publisher migrate`; Alembic alone has no database address")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
    )
    context.run_migrations()


run()
