"""Check the published ballots of one goforum poll. Needs Python 3.9 or later and nothing else; reads one zip.

    python3 verify.py poll-12.zip [--head HASH] [--receipt FILE] [--key HEX] [--lang ar|fr|en]

Written from the description of the layout, not from the program that makes it, and counts by its own code.
Exit 0: everything that can be recomputed agrees. Exit 1: something does not, and it is said what.
"""

import argparse
import collections
import hashlib
import json
import pathlib
import re
import sys
import unicodedata
import zipfile

WORDS = {  # one line each: English, French, Arabic
    "canon": ("A file is not written in the canonical form", "Un fichier n’a pas la forme canonique", "ملف غير مكتوب بالصيغة المعيارية"),
    "form": ("This is no export, or a field of it is missing or wrong", "Ce n’est pas un export, ou un champ y manque ou est faux", "ليس هذا تصديراً، أو فيه حقل ناقص أو غير صحيح"),
    "link": ("The chain is broken at entry", "La chaîne est rompue à l’entrée", "السلسلة مقطوعة عند القيد"),
    "order": ("The chain does not begin with “open” or end with “close”, or says something in between it may not", "La chaîne ne commence pas par « open », ne finit pas par « close », ou contient une entrée interdite", "السلسلة لا تبدأ بـ open أو لا تنتهي بـ close أو فيها قيد غير مسموح به"),
    "twice": ("The same ballot stands there twice", "Le même bulletin figure deux fois", "ورقة التصويت نفسها واردة مرتين"),
    "revoke": ("A ballot is withdrawn that was not there", "Un bulletin absent est retiré", "سحب ورقة غير موجودة"),
    "head": ("The end of the chain is not the one you were given", "La fin de la chaîne n’est pas celle qu’on vous a donnée", "نهاية السلسلة ليست هي التي أُعطيت لكم"),
    "sealed": ("A file is not the one the chain was closed with", "Un fichier n’est pas celui avec lequel la chaîne s’est close", "ملف ليس هو الذي أُغلقت به السلسلة"),
    "choice": ("A ballot says something the rule does not allow", "Un bulletin dit ce que la règle ne permet pas", "ورقة تصويت تتضمن ما لا تسمح به القاعدة"),
    "match": ("The published ballots are not those of the chain", "Les bulletins publiés ne sont pas ceux de la chaîne", "أوراق التصويت المنشورة ليست أوراق السلسلة"),
    "roll": ("The list of voters does not agree with the ballots or the manifest", "La liste des votants ne concorde pas avec les bulletins ou le manifeste", "لائحة المصوتين لا تطابق الأوراق أو البيان"),
    "result": ("The result is not what the ballots give", "Le résultat n’est pas celui des bulletins", "النتيجة ليست ما تعطيه أوراق التصويت"),
    "receipt": ("The receipt does not belong to this box", "Le reçu n’appartient pas à cette urne", "الوصل لا ينتمي إلى هذا الصندوق"),
    "signature": ("The signature of the receipt is not right", "La signature du reçu est fausse", "توقيع الوصل غير صحيح"),
    "key": ("The receipt is signed with another key than the one you gave", "Le reçu est signé par une autre clé que la vôtre", "الوصل موقّع بمفتاح غير الذي أعطيتم"),
    "poll": ("Poll", "Scrutin", "الاقتراع"),
    "ok_chain": ("The chain is whole; entries:", "La chaîne est entière ; entrées :", "السلسلة سليمة؛ عدد القيود:"),
    "ok_ballots": ("Each published ballot is one of the chain and the other way round; ballots:", "Chaque bulletin publié est dans la chaîne et inversement ; bulletins :", "كل ورقة منشورة لها قيد في السلسلة والعكس؛ عدد الأوراق:"),
    "ok_roll": ("No more ballots than voters; voters:", "Pas plus de bulletins que de votants ; votants :", "لا تتجاوز الأوراق عدد المصوتين؛ عدد المصوتين:"),
    "ok_result": ("Counted again, the result is the same:", "Recompté, le résultat est le même :", "أعيد العد، والنتيجة هي نفسها:"),
    "ok_head": ("The end of the chain is the one you were given.", "La fin de la chaîne est celle qu’on vous a donnée.", "نهاية السلسلة هي التي أُعطيت لكم."),
    "no_head": ("Compare this with the number in your mail (--head): without it, a whole box made anew would pass:", "Comparez avec le numéro reçu par courriel (--head) : sans lui, une urne entièrement refaite passerait :", "قارنوا هذا بالرقم الوارد في بريدكم (--head): بدونه قد يمرّ صندوق أُعيد صنعه كله:"),
    "ok_receipt": ("Your receipt: the ballot is in the box and says", "Votre reçu : le bulletin est dans l’urne et dit", "وصلكم: الورقة في الصندوق وفيها"),
    "replaced": ("Your receipt: this ballot was in the box and was replaced later by another.", "Votre reçu : ce bulletin était dans l’urne et a été remplacé ensuite.", "وصلكم: كانت هذه الورقة في الصندوق ثم استُبدلت بأخرى."),
    "key_is": ("It is signed with this key; compare it with the site’s page:", "Il est signé par cette clé ; comparez à la page du site :", "موقّع بهذا المفتاح؛ قارنوه بصفحة الموقع:"),
    "cannot": ("NOT recomputed by this program:", "NON recalculé par ce programme :", "لم يُعِد هذا البرنامج حساب:"),
    "blind": ("Not provable from a file: that each ballot comes from a voter of the list, and that nobody watched the server.", "Un fichier ne prouve pas que chaque bulletin vient d’un votant de la liste, ni que personne n’observait le serveur.", "لا يثبت ملف أن كل ورقة من مصوّت في اللائحة، ولا أن لا أحد كان يراقب الخادم."),
    "good": ("VERIFIED", "VÉRIFIÉ", "تم التحقق"),
    "bad": ("NOT VERIFIED", "NON VÉRIFIÉ", "لم يتم التحقق"),
}
KNOWN = {"v", "poll", "title", "rule", "options", "level", "results", "quorum_percent", "roll_size", "roll_hash", "opens",
         "closes", "seats", "ceiling", "majority", "of", "min", "max", "electorate",
         "reasons"}

class Wrong(Exception):
    """Something does not agree: a word of WORDS, and where."""

def canon(value):
    """Keys sorted, no spaces, UTF-8, NFC."""
    return unicodedata.normalize("NFC", json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))

def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()

def need(true, word, where=""):
    if not true:
        raise Wrong(word, where)

def read(path):
    """The five files, each line parsed and found to be written in the one canonical way."""
    found = {}
    with zipfile.ZipFile(path) as box:
        for name in ("manifest.json", "chain.jsonl", "ballots.jsonl", "roll.json", "result.json"):
            text = box.read(name).decode("utf-8")
            need(not text or text.endswith("\n"), "canon", name)
            rows = [json.loads(line) for line in text.split("\n")[:-1]]
            need(text == "".join(canon(row) + "\n" for row in rows), "canon", name)
            need(name.endswith("l") or len(rows) == 1, "form", name)
            found[name.split(".")[0]] = rows if name.endswith("l") else rows[0]
    return found

def check_chain(manifest, chain):
    """Every link, the order of the entries, and the commitments that stand at the end: commit -> entry number."""
    head, live, seen = digest(canon(manifest)), {}, set()
    for number, entry in enumerate(chain):
        said = canon({"i": number, "type": entry["type"], "body": entry["body"]})
        need(entry["i"] == number and entry["prev"] == head, "link", number)
        head = digest(head + "\n" + said)
        need(entry["h"] == head, "link", number)
        kind, commit = entry["type"], entry["body"].get("commit")
        place = {"open": number == 0, "close": number == len(chain) - 1}.get(kind, 0 < number < len(chain) - 1)
        need(place and kind in {"open", "close", "commit", "revoke"}, "order", number)
        if kind == "commit":
            need(commit not in seen, "twice", number)
            seen.add(commit)
            live[commit] = number
        elif kind == "revoke":
            need(live.pop(commit, None) is not None, "revoke", number)
    need(len(chain) > 1 and chain[-1]["type"] == "close", "order", len(chain))
    return head, live, seen

def allowed(manifest, choice):
    """Whether the rule lets a ballot say this."""
    rule, ids = manifest["rule"], {one["id"] for one in manifest["options"]}
    if choice == []:
        return rule not in {"position", "consent"}
    if rule in {"score", "dots", "dates"}:
        most = 2 if rule == "dates" else manifest.get("max", manifest.get("ceiling"))
        return (isinstance(choice, dict) and bool(choice) and set(choice) <= ids
                and all(type(mark) is int and 0 <= mark <= most for mark in choice.values())
                and (rule != "dots" or sum(choice.values()) <= most))
    flat = [key for place in choice for key in (place if isinstance(place, list) else [place])]
    one = rule in {"position", "consent", "plurality"}
    return (isinstance(choice, list) and len(flat) == len(set(flat)) and set(flat) <= ids
            and (not one or len(flat) == 1) and (rule == "schulze" or flat == choice)
            and (rule != "approval" or manifest.get("min", 0) <= len(flat) <= manifest.get("max", len(ids))))

def check_ballots(manifest, ballots, roll, live):
    """Published ballots and commitments, one for one; voters of an open poll on the roll, each once."""
    trackers = [one["tracker"] for one in ballots]
    need(trackers == sorted(set(trackers)), "twice")
    is_open, commits = manifest["level"] == "open", set()
    for one in ballots:
        need(set(one) == ({"choice", "tracker", "voter"} if is_open else {"choice", "tracker"}), "form", one)
        need(re.fullmatch("[0-9a-f]{32}", one["tracker"]), "form", one["tracker"])
        need(allowed(manifest, one["choice"]), "choice", one["tracker"])
        commits.add(digest("\n".join(("goforum-ballot-v1", manifest["poll"], canon(one["choice"]), one["tracker"]))))
    need(commits == set(live) and len(ballots) == len(live), "match", len(ballots))
    need(roll["size"] == manifest["roll_size"] and roll["hash"] == manifest["roll_hash"], "roll")
    need(roll["participated"] == len(ballots) <= roll["size"], "roll", len(ballots))
    if is_open:
        names, voters = roll["list"], [one["voter"] for one in ballots]
        need(names == sorted(set(names)) and (len(names), digest(canon(names))) == (roll["size"], roll["hash"]), "roll")
        need(len(voters) == len(set(voters)) and set(voters) <= set(names), "roll")

def run_off(ids, papers):
    """The options level at the end: more than half of the live ballots wins; all the lowest leave together."""
    inside = set(ids)
    while True:
        votes = dict.fromkeys(inside, 0)
        for paper in papers:
            first = next((key for key in paper if key in inside), None)
            if first is not None:
                votes[first] += 1
        best, least = max(votes.values()), min(votes.values())
        if best * 2 > sum(votes.values()) or best == least:
            return sorted(key for key in inside if votes[key] == best)
        inside = {key for key in inside if votes[key] > least}

def lot(manifest, tied, ballots):
    """The published lot between level options: the status quo first, then by SHA-256 of a seed and the name."""
    texts = collections.Counter(canon(one["choice"] if isinstance(one["choice"], dict) else {
        key: place if manifest["rule"] == "irv" else 1 for place, key in enumerate(one["choice"], 1)}) for one in ballots)
    seed = digest(canon({"ballots": sorted(texts.items()), "poll": digest(canon(manifest))}))
    return sorted(tied, key=lambda key: (key != "status-quo", digest("goforum-lot-v1\n" + seed + "\n" + key)))

def count(manifest, ballots):
    """What the ballots give, in the words of result.json, and what of it this program does not know how to count."""
    rule, ids = manifest["rule"], [one["id"] for one in manifest["options"]]
    marked = [one["choice"] for one in ballots if one["choice"] != []]
    found = {"ballots": len(ballots), "blank": len(ballots) - len(marked)}
    unknown = sorted(set(manifest) - KNOWN)
    if unknown or rule in {"schulze", "stv"}:
        return found, [*unknown, *([rule] if rule in {"schulze", "stv"} else [])]
    if rule in {"score", "dots"}:
        counts = {key: sum(choice.get(key, 0) for choice in marked) for key in ids}
    elif rule == "dates":
        counts = {key: sum(choice.get(key, 0) > 0 for choice in marked) for key in ids}
    else:
        counts = {key: sum(key in choice[: 1 if rule == "irv" else None] for choice in marked) for key in ids}
    found["counts"] = counts
    gladly = {key: sum(isinstance(choice, dict) and choice.get(key) == 2 for choice in marked) for key in ids}
    rank = {key: (counts[key], gladly[key] if rule == "dates" else 0) for key in ids}
    top = run_off(ids, marked) if rule == "irv" else [key for key in ids if rank[key] == max(rank.values())]
    if manifest["v"] == 1:
        return {**found, "winners": sorted(top) if marked else []}, []
    need_ballots = -(-manifest["roll_size"] * manifest["quorum_percent"] // 100)
    found["required"], quorum = need_ballots, len(ballots) >= max(need_ballots, 1)
    if rule in {"position", "consent"}:
        yes, no = counts.get("for", counts.get("consent", 0)), counts.get("against", 0) + counts.get("objection", 0)
        base = {"cast": len(ballots), "electorate": manifest["roll_size"]}.get(manifest.get("of"), yes + no)
        least = {"simple": no + 1, "absolute": base // 2 + 1, "two-thirds": max(1, -(-2 * base // 3))}
        enough = yes and not no if rule == "consent" else yes >= least[manifest.get("majority", "simple")]
        return {**found, "winners": [], "outcome": "accepted" if quorum and enough else "rejected"}, []
    seats, order = (1 if rule == "irv" else manifest.get("seats", 1)), []
    for value in sorted(set(rank.values()), reverse=True):
        tied = top if rule == "irv" and not order else [key for key in ids if rank[key] == value and key not in order]
        order += tied if len(tied) == 1 or rule == "dates" else lot(manifest, tied, ballots)
    chosen = quorum and bool(marked)
    winners, outcome = (sorted(order[:seats]), "chosen") if chosen else ([], "undecided")
    return {**found, "winners": winners, "outcome": outcome}, []

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def add(one, two):
    """The sum of two points of the curve Ed25519 (RFC 8032)."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P

def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        total, point, number = (add(total, point) if number & 1 else total), add(point, point), number >> 1
    return total

def point_of(data):
    """The point these 32 bytes name, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

def signed(key, text, signature):
    """Whether the Ed25519 signature of the text is this key's."""
    start, public, scalar = point_of(signature[:32]), point_of(key), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or len(key) != 32 or start is None or public is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + text.encode()).digest(), "little") % ORDER
    left = times(scalar, point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))
    right = add(start, times(challenge, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0

def check_receipt(receipt, key, box, live, seen):
    """The choice of the ballot the receipt is for; None when that ballot was replaced later."""
    text = canon({name: value for name, value in receipt.items() if name != "signature"})
    need(signed(bytes.fromhex(receipt["key"]), text, bytes.fromhex(receipt["signature"])), "signature")
    need(key is None or key.lower() == receipt["key"], "key", receipt["key"])
    need(str(receipt["poll"]) == str(box["manifest"]["poll"]), "receipt", receipt["poll"])
    if (number := receipt.get("index")) is not None:
        need(number < len(box["chain"]) and box["chain"][number]["h"] == receipt["head"], "receipt", number)
        need(box["chain"][number]["body"].get("commit") == receipt["commit"], "receipt", number)
    mine = [one for one in box["ballots"] if one["tracker"] == receipt["tracker"]]
    if receipt["commit"] in live:
        need(mine, "receipt", receipt["tracker"])
        return mine[0]["choice"]
    # A secret ballot changed before it came into the chain left no trace there; its receipt has no number.
    need(not mine and (receipt["commit"] in seen or receipt.get("index") is None), "receipt", receipt["commit"])
    return None

def verify(box, head, receipt, key, say):
    """Raise Wrong at the first thing that does not agree; say what does."""
    manifest, chain, result = box["manifest"], box["chain"], box["result"]
    say("poll", f"{manifest['poll']}: {' / '.join(manifest['title'].values())}")
    end, live, seen = check_chain(manifest, chain)
    need(result["head"] == end, "head", result["head"])
    need(head is None or head.strip().lower() == end, "head", end)
    say("ok_chain", len(chain))
    sealed = {**box, "result": {name: value for name, value in result.items() if name != "head"}}
    for name, value in chain[-1]["body"].items():
        need(digest(canon(sealed[name])) == value, "sealed", name)
    check_ballots(manifest, box["ballots"], box["roll"], live)
    say("ok_ballots", len(box["ballots"]))
    say("ok_roll", box["roll"]["size"])
    found, not_counted = count(manifest, box["ballots"])
    need(set(result) >= {"ballots", "blank", "counts", "winners", "head"}, "form", "result.json")
    for name, value in found.items():
        need(result.get(name) == value, "result", f"{name}: {canon(value)} ≠ {canon(result.get(name))}")
    say("ok_result", canon({name: result[name] for name in found}))
    if not_counted:
        say("cannot", ", ".join(not_counted))
    say("ok_head" if head else "no_head", end)
    if receipt is not None:
        choice = check_receipt(receipt, key, box, live, seen)
        say("replaced" if choice is None else "ok_receipt", "" if choice is None else canon(choice))
        say("key_is", receipt["key"])
    say("blind")

def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--head", help="the number mailed at the close")
    parser.add_argument("--receipt", help="a receipt, as downloaded")
    parser.add_argument("--key", help="the site's key for receipts, in hex")
    parser.add_argument("--lang", choices=("en", "fr", "ar"), default="en")
    asked = parser.parse_args(arguments)

    def say(word, more=""):
        print(WORDS[word][("en", "fr", "ar").index(asked.lang)], more)

    try:
        receipt = json.loads(pathlib.Path(asked.receipt).read_text("utf-8")) if asked.receipt else None
        verify(read(asked.file), asked.head, receipt, asked.key, say)
        say("good")
        return 0
    except Wrong as wrong:
        say(*wrong.args)
    except Exception as wrong:  # noqa: BLE001 - whatever a made-up file makes go wrong, it is no export
        say("form", repr(wrong))
    say("bad")
    return 1

if __name__ == "__main__":
    sys.exit(main())
