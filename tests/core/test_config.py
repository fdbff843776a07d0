"""Unsafe or odd settings are refused in words, before anything is served."""

import pytest

from goforum.config import ConfigError, load_settings

GOOD = "k9" * 20


@pytest.mark.parametrize(("environ", "word"), [
    ({}, "GOFORUM_SECRET_KEY"),
    ({"GOFORUM_SECRET_KEY": "dev"}, "GOFORUM_SECRET_KEY"),
    ({"GOFORUM_SECRET_KEY": "short"}, "32 characters"),
    ({"GOFORUM_SECRET_KEY": GOOD, "GOFORUM_DEBUG": "1"}, "GOFORUM_DEBUG"),
    ({"GOFORUM_SECRET_KEY": GOOD, "GOFORUM_DEBUG": "perhaps"}, "1 or 0"),
    ({"GOFORUM_SECRET_KEY": GOOD, "GOFORUM_TRUSTED_PROXIES": "one"}, "whole number"),
    ({"GOFORUM_SECRET_KEY": GOOD, "GOFORUM_ENVIRONMENT": "prod"}, "GOFORUM_ENVIRONMENT"),
    ({"GOFORUM_SECRET_KEY": GOOD, "GOFORUM_DEFAULT_LANGUAGE": "es"}, "GOFORUM_DEFAULT_LANGUAGE"),
    ({"GOFORUM_SECRET_KEY": GOOD, "GOFORUM_DEFAULT_ZONE": "Mars/Phobos"}, "IANA"),
])
def test_refused_in_words(environ, word):
    with pytest.raises(ConfigError, match=word):
        load_settings(environ)


def test_a_good_key_is_accepted_and_postgresql_goes_through_psycopg():
    settings = load_settings({"GOFORUM_SECRET_KEY": GOOD, "GOFORUM_DATABASE_URL": "postgres://u@h/d"})
    assert settings.sqlalchemy_url == "postgresql+psycopg://u@h/d"
    assert not settings.secure_cookies


def test_sites_that_share_a_redis_do_not_share_their_mark():
    """Redis channels know no database number: the mark is all that keeps two sites' rooms apart."""
    one, same, other = (load_settings({"GOFORUM_SECRET_KEY": key, "GOFORUM_BASE_URL": base}) for key, base in (
        (GOOD, "https://a.example"), (GOOD, "https://a.example:8443"), ("z7" * 20, "https://a.example")))
    assert one.site_mark == same.site_mark != other.site_mark
    assert GOOD not in one.site_mark
