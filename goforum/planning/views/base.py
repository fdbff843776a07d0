"""The one blueprint of planning."""

from flask import Blueprint

bp = Blueprint("planning", __name__)
