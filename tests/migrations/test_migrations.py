"""Migrations make exactly what the models say, in both directions, with data, on the database of this run."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from goforum.app import create_app
from goforum.config import Settings
from goforum.core import migrate, paths
from goforum.core.db import Base, db
from tests.conftest import SECRET, own_database
from tests.factories import make_group, make_member


@pytest.fixture
def migrated(tmp_path):
    """An application on a database made by the migrations alone."""
    app = create_app(Settings(environment="testing", secret_key=SECRET, data_dir=tmp_path, rate_limits=False,
                              database_url=own_database("migrated", tmp_path), log_level="ERROR"))
    with app.app_context():
        migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_one_head_and_the_file_names_it():
    assert (paths.MIGRATIONS / "HEAD").read_text().strip() == migrate.head()


def test_numbers_are_dense_and_name_their_files():
    names = sorted(p.stem for p in (paths.MIGRATIONS / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]


def test_the_schema_is_what_the_models_say(migrated):
    assert migrate.differences() == []


def test_there_and_back_with_data(migrated):
    make_member(make_group())
    db.session.remove()
    migrate.downgrade("base")
    left = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    migrate.upgrade()
    assert migrate.differences() == []
    assert migrate.current() == migrate.head()
    make_member(make_group())


def test_upgrading_twice_changes_nothing(migrated):
    group_id = make_group()
    db.session.remove()
    migrate.upgrade()
    assert db.session.scalar(sa.text("SELECT count(*) FROM groups WHERE id = :id").bindparams(id=group_id)) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET kind = 'x'", "DELETE FROM audit_entries"])
def test_the_audit_log_refuses_to_change(migrated, statement):
    make_group()
    db.session.remove()
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_triggers_of_the_models_are_in_the_migrations(migrated, tmp_path):
    """Alembic does not see triggers; a database made by create_all has the same ones."""
    if db.engine.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
    with db.engine.begin() as connection:
        from_migrations = connection.exec_driver_sql(query).scalars().all()
        Base.metadata.drop_all(connection)
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP FUNCTION IF EXISTS audit_entries_refuse()")
            connection.exec_driver_sql("DROP FUNCTION IF EXISTS poll_chain_refuse()")
        Base.metadata.create_all(connection)
        assert connection.exec_driver_sql(query).scalars().all() == from_migrations
