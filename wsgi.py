"""The application for any WSGI server: ``gunicorn -k gevent -w 1 wsgi:app``. ``goforum serve`` does it for you."""

from goforum.app import create_app

app = create_app()
