"""A session on a connection that broke: ended without a second fault, and the next question is answered."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from goforum.core.db import db, let_go


def test_a_rollback_that_fails_throws_the_connection_away(app, committed, monkeypatch):
    with app.app_context():
        assert db.session.execute(text("SELECT 1")).scalar_one() == 1
        thrown, real = [], db.session().invalidate

        def broken():
            raise OperationalError("ROLLBACK", None, OSError("the connection is lost"))

        monkeypatch.setattr(db.session(), "rollback", broken)
        monkeypatch.setattr(db.session(), "invalidate", lambda: (thrown.append(1), real()))
        let_go()
        assert thrown == [1]
        monkeypatch.undo()
        assert db.session.execute(text("SELECT 2")).scalar_one() == 2
        let_go()


def test_an_answer_stands_when_the_connection_breaks_as_it_is_given_back(app, monkeypatch):
    removed, real = [], db.session.remove

    def remove():
        removed.append(1)
        if len(removed) == 1:
            raise OperationalError("ROLLBACK", None, OSError("gone"))
        real()

    monkeypatch.setattr(db.session, "remove", remove)
    with app.test_request_context():
        pass  # ends without a word, and the session is new
    assert len(removed) >= 2
