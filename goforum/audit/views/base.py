"""What the pages of those who run the site share."""

from flask import Blueprint

bp = Blueprint("audit", __name__)
