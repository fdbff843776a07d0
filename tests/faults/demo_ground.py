"""Sets the scene with the content of the demonstration, in a process of its own; prints the password of its accounts."""

import json

from goforum.app import create_app
from goforum.demo.load import accounts, load_demo
from goforum.serving.database import migrate


def main() -> dict[str, object]:
    app = create_app()
    migrate(app)
    with app.test_request_context():
        load_demo()
        return {"people": [], "password": accounts()[0].password}


if __name__ == "__main__":
    print(json.dumps(main()))
