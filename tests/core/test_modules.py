"""Scripts put together: every part once, each after what it needs, and a form that is not read stops the start."""

import pytest

from goforum.core.modules import bundle

BASE = "base/app.js"
SCRIPTS = {
    "base/app.js": 'import "./toast.js";\nstart();\nfunction start() {}\n',
    "base/toast.js": 'import { say } from "./words.js";\nexport function toast(text) { say(text); }\n',
    "base/words.js": "const words = {};\nexport const say = (key) => words[key];\nexport async function load() {}\n",
    "threads/thread.js": 'import "./marks.js";\nimport { toast as tell } from "../base/toast.js";\ntell("a");\n',
    "threads/marks.js": 'import { toast } from "../base/toast.js";\nimport { say } from "../base/words.js";\nsay("b");\n',
    "room/room.js": 'import { io } from "../vendor/io.js";\nimport { Line } from "./line.js";\nexport const one = new Line(io);\n',
    "room/line.js": "export class Line {}\n",
}


def made(**changed: str) -> dict[str, str]:
    return bundle(SCRIPTS | {name.replace("__", "/") + ".js": text for name, text in changed.items()}, BASE, {"vendor/io.js"})


def test_the_base_script_holds_its_parts_and_exports_their_names() -> None:
    assert made()[BASE] == (
        "export const { say, load } = (() => {\nconst words = {};\nconst say = (key) => words[key];\n"
        "async function load() {}\nreturn { say, load };\n})();\n"
        "export const { toast } = (() => {\nfunction toast(text) { say(text); }\nreturn { toast };\n})();\n"
        "start();\nfunction start() {}\n")


def test_another_script_takes_from_the_base_what_is_there_and_holds_the_rest() -> None:
    assert made()["threads/thread.js"] == (
        'import { say, toast } from "../base/app.js";\n(() => {\nsay("b");\n})();\nconst tell = toast;\ntell("a");\n')


def test_what_is_not_ours_stays_a_file_of_its_own() -> None:
    assert made()["room/room.js"] == (
        'import { io } from "../vendor/io.js";\nconst { Line } = (() => {\nclass Line {}\nreturn { Line };\n})();\n'
        "export const one = new Line(io);\n")


@pytest.mark.parametrize(("name", "text", "told"), [
    ("room__x", "export default 1;\n", "in a form"),
    ("room__x", "export { a };\n", "in a form"),
    ("room__x", 'import all from "./line.js";\n', "in a form"),
    ("room__x", 'import { a }\n  from "./line.js";\n', "in a form"),
    ("room__x", "await 1;\n", "in a form"),
    ("room__x", 'import "./gone.js";\n', "not there"),
    ("room__line", 'import "./room.js";\nexport class Line {}\n', "circle"),
    ("room__line", "export class Line {}\nexport const io = 1;\n", "one name"),
    ("base__toast", 'export const say = 1;\nimport "./words.js";\n', "export one name"),
    ("threads__marks", 'import { far } from "../room/far.js";\nfar();\n', "not there"),
])
def test_a_script_that_cannot_be_put_together_stops_the_start(name: str, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        made(**{name: text})


def test_a_part_of_another_folder_fetches_nothing_later() -> None:
    scripts = {"threads__marks": 'import { far } from "../room/far.js";\nfar();\n'}
    with pytest.raises(ValueError, match="looked for beside"):
        made(room__far='export const far = () => import("./more.js");\n', **scripts)
    assert 'import("./more.js")' in made(room__far='export const far = () => import("./more.js");\n')["room/far.js"]
