"""Reading and writing in threads."""

from flask import Blueprint

bp = Blueprint("threads", __name__)
