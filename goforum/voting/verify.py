"""Check the published ballots of one goforum poll. Needs Python 3.9 or later and nothing else; reads one zip.

    python3 verify.py poll-12.zip [--head NUMBER MAILED AT THE CLOSE] [--receipt FILE] [--key KEY OF THE SITE] [--lang ar|fr|en]

Written from the description of the layout, not from the program that makes it, and counts by its own code.
Exit 0: everything that can be recomputed agrees. Exit 1: something does not, and it is said what.
"""

import argparse, collections, hashlib, itertools, json, pathlib, re, sys, unicodedata, zipfile

WORDS = {  # one line each: English, French, Arabic
    "canon": ("A file is not written in the canonical form", "Un fichier n’a pas la forme canonique", "ملف غير مكتوب بالصيغة المعيارية"),
    "form": ("This is no export, or a field of it is missing or wrong", "Ce n’est pas un export, ou un champ y manque ou est faux", "ليس هذا تصديراً، أو فيه حقل ناقص أو غير صحيح"),
    "link": ("The chain is broken at entry", "La chaîne est rompue à l’entrée", "السلسلة مقطوعة عند القيد"),
    "order": ("The chain does not begin with “open” or end with “close”, or says something in between it may not", "La chaîne ne commence pas par « open », ne finit pas par « close », ou contient une entrée interdite", "السلسلة لا تبدأ بـ open أو لا تنتهي بـ close أو فيها قيد غير مسموح به"),
    "twice": ("A ballot stands there twice, or is withdrawn that was not there", "Un bulletin figure deux fois, ou un bulletin absent est retiré", "ورقة واردة مرتين، أو سُحبت ورقة غير موجودة"),
    "head": ("The end of the chain is not the one you were given", "La fin de la chaîne n’est pas celle qu’on vous a donnée", "نهاية السلسلة ليست هي التي أُعطيت لكم"),
    "sealed": ("A file is not the one the chain was closed with", "Un fichier n’est pas celui avec lequel la chaîne s’est close", "ملف ليس هو الذي أُغلقت به السلسلة"),
    "choice": ("A ballot says something the rule does not allow", "Un bulletin dit ce que la règle ne permet pas", "ورقة تصويت تتضمن ما لا تسمح به القاعدة"),
    "match": ("The published ballots are not those of the chain", "Les bulletins publiés ne sont pas ceux de la chaîne", "أوراق التصويت المنشورة ليست أوراق السلسلة"),
    "roll": ("The list of voters does not agree with the ballots or the manifest", "La liste des votants ne concorde pas avec les bulletins ou le manifeste", "لائحة المصوتين لا تطابق الأوراق أو البيان"),
    "result": ("The result is not what the ballots give", "Le résultat n’est pas celui des bulletins", "النتيجة ليست ما تعطيه أوراق التصويت"),
    "receipt": ("The receipt does not belong to this box", "Le reçu n’appartient pas à cette urne", "الوصل لا ينتمي إلى هذا الصندوق"),
    "signature": ("The signature of the receipt is not right", "La signature du reçu est fausse", "توقيع الوصل غير صحيح"),
    "key": ("The receipt is signed with another key than the one you gave", "Le reçu est signé par une autre clé que la vôtre", "الوصل موقّع بمفتاح غير الذي أعطيتم"),
    "ok_chain": ("The chain is whole; entries:", "La chaîne est entière ; entrées :", "السلسلة سليمة؛ عدد القيود:"),
    "ok_ballots": ("Each published ballot is one of the chain and the other way round; ballots / voters of the list:", "Chaque bulletin publié est dans la chaîne et inversement ; bulletins / votants de la liste :", "كل ورقة منشورة لها قيد في السلسلة والعكس؛ الأوراق / المصوتون في اللائحة:"),
    "ok_result": ("Counted again, the result is the same:", "Recompté, le résultat est le même :", "أعيد العد، والنتيجة هي نفسها:"),
    "ok_head": ("The end of the chain is the one you were given.", "La fin de la chaîne est celle qu’on vous a donnée.", "نهاية السلسلة هي التي أُعطيت لكم."),
    "no_head": ("Compare this with the number in your mail (--head): without it, a whole box made anew would pass:", "Comparez avec le numéro reçu par courriel (--head) : sans lui, une urne entièrement refaite passerait :", "قارنوا هذا بالرقم الوارد في بريدكم (--head): بدونه قد يمرّ صندوق أُعيد صنعه كله:"),
    "ok_receipt": ("Your receipt: the ballot is in the box and says", "Votre reçu : le bulletin est dans l’urne et dit", "وصلكم: الورقة في الصندوق وفيها"),
    "replaced": ("Your receipt: this ballot was in the box and was replaced later by another.", "Votre reçu : ce bulletin était dans l’urne et a été remplacé ensuite.", "وصلكم: كانت هذه الورقة في الصندوق ثم استُبدلت بأخرى."),
    "key_is": ("It is signed with this key; compare it with the site’s page:", "Il est signé par cette clé ; comparez à la page du site :", "موقّع بهذا المفتاح؛ قارنوه بصفحة الموقع:"),
    "ok_closes": ("The deadline was put off, before any ballot, to", "L’échéance a été repoussée, avant tout bulletin, au", "أُجّل الموعد، قبل أي ورقة، إلى"),
    "cannot": ("NOT recomputed by this program:", "NON recalculé par ce programme :", "لم يُعِد هذا البرنامج حساب:"),
    "blind": ("Not provable from a file: that each ballot comes from a voter of the list, and that nobody watched the server.", "Un fichier ne prouve pas que chaque bulletin vient d’un votant de la liste, ni que personne n’observait le serveur.", "لا يثبت ملف أن كل ورقة من مصوّت في اللائحة، ولا أن لا أحد كان يراقب الخادم."),
    "poll": ("Poll", "Scrutin", "الاقتراع"), "good": ("VERIFIED", "VÉRIFIÉ", "تم التحقق"), "bad": ("NOT VERIFIED", "NON VÉRIFIÉ", "لم يتم التحقق"),
}
# What a manifest may say that this program takes into account; anything else it names, and counts nothing.
KNOWN = set("v poll title rule options level results quorum_percent roll_size roll_hash opens closes seats ceiling majority of min max electorate reasons colleges delegation roll_lines".split())

class Wrong(Exception):
    """Something does not agree: a word of WORDS, and where."""

# The layout: the files, the chain of entries, the ballots, the roll.
def canon(value):  # Keys sorted, no spaces, UTF-8, NFC
    return unicodedata.normalize("NFC", json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()
def need(true, word, where=""):
    if not true:
        raise Wrong(word, where)
def read(path):  # The five files, each line parsed and found to be written in the one canonical way
    found = {}
    with zipfile.ZipFile(path) as box:
        for name, end in (("manifest", ".json"), ("chain", ".jsonl"), ("ballots", ".jsonl"), ("roll", ".json"), ("result", ".json")):
            text = box.read(name + end).decode("utf-8")
            rows = [json.loads(line) for line in text.split("\n")[:-1]]
            need(text == "".join(canon(row) + "\n" for row in rows), "canon", name)
            need(end == ".jsonl" or len(rows) == 1, "form", name)
            found[name] = rows if end == ".jsonl" else rows[0]
    return found
def check_chain(manifest, chain):  # Every link, the order of the entries; what stands committed at the end, what ever did, and until when people voted
    head, live, seen, closes, last = digest(canon(manifest)), set(), set(), manifest["closes"], len(chain) - 1
    for number, entry in enumerate(chain):
        kind, body, before = entry["type"], entry["body"], head
        head = digest(before + "\n" + canon({"i": number, "type": kind, "body": body}))
        need((entry["i"], entry["prev"], entry["h"]) == (number, before, head), "link", number)
        later = body.get("closes", "") > closes and not seen  # a deadline put off, before the first ballot
        place = {"open": later if number else body == {}, "commit": number, "revoke": number}.get(kind)
        need(place if number < last else number and kind == "close", "order", number)
        closes = body.get("closes", closes) if kind == "open" else closes
        if kind in {"commit", "revoke"}:
            commit, inside = body.get("commit"), seen if kind == "commit" else live
            need((commit in inside) == (kind == "revoke"), "twice", number)
            live ^= {commit}
            seen.add(commit)
    return head, live, seen, closes
def allowed(manifest, choice):  # Whether the rule lets a ballot say this
    rule, ids = manifest["rule"], {one["id"] for one in manifest["options"]}
    if rule in {"score", "dots", "dates"} and choice != []:
        most, marks = 2 if rule == "dates" else manifest.get("max", manifest.get("ceiling")), choice.values() if isinstance(choice, dict) else ()
        return bool(marks) and set(choice) <= ids and all(type(mark) is int and 0 <= mark <= most for mark in marks) and (rule != "dots" or sum(marks) <= most)
    keys = [key for place in choice for key in (place if isinstance(place, list) and rule == "schulze" else [place])]
    least, most = {"position": (1, 1), "consent": (1, 1), "plurality": (0, 1), "approval": (manifest.get("min", 0) if choice else 0, manifest.get("max", len(ids)))}.get(rule, (0, len(ids)))
    return isinstance(choice, list) and least <= len(keys) <= most and len(keys) == len(set(keys)) and set(keys) <= ids
def check_ballots(manifest, ballots, roll, live):  # Published ballots and commitments, one for one; voters of an open poll on the roll, each once
    fields = {"choice", "tracker", "voter"} if manifest["level"] == "open" else {"choice", "tracker"}
    need([one["tracker"] for one in ballots] == sorted({one["tracker"] for one in ballots}), "twice")
    for one in ballots:
        need(set(one) == fields and re.fullmatch("[0-9a-f]{32}", one["tracker"]), "form", one)
        need(allowed(manifest, one["choice"]), "choice", one["tracker"])
    commits = {digest("\n".join(("goforum-ballot-v1", manifest["poll"], canon(one["choice"]), one["tracker"]))) for one in ballots}
    need(commits == live and len(ballots) == len(live), "match", len(ballots))
    need((roll["size"], roll["hash"]) == (manifest["roll_size"], manifest["roll_hash"]) and roll["participated"] == len(ballots) <= roll["size"], "roll")
    if "voter" in fields:
        names, voters = roll["list"], {one["voter"] for one in ballots}
        need(names == sorted(set(names)) and (len(names), digest(canon(names))) == (roll["size"], roll["hash"])
             and len(voters) == len(ballots) and voters <= set(names), "roll")
    if "roll_lines" in manifest:
        ends = roll.get("delegations", {})
        need(digest(canon(roll["lines"])) == manifest["roll_lines"] and [line[0] for line in roll["lines"]] == names
             and {*ends, *ends.values()} <= set(names) and (not ends or manifest.get("delegation")), "roll", "lines")

# Counting again: the weights, the rules that need steps, the verdicts, the lot. A paper is ({option: place or mark}, weight).
def weights(roll, voters):  # What each ballot weighs: its own line of the roll, and each line without a ballot that leads to it by delegation
    lines, ends, found = {line[0]: line for line in roll["lines"]}, roll.get("delegations", {}), dict.fromkeys(voters, 0)
    for start, college, weight in roll["lines"]:
        at, passed = start, {None}
        while at not in passed and at not in found:  # one's own vote wins; a circle, or another college, leads nowhere
            passed.add(at)
            at = ends.get(at) if lines.get(ends.get(at), "..")[1] == college else None
        if at in found:
            found[at] += weight
    return found
def places(keys, value):  # Keys grouped by their value, the greatest first
    return [[key for key in keys if value(key) == one] for one in sorted({value(key) for key in keys}, reverse=True)]
def first(paper, inside):  # The option of those still inside that a paper ranks highest, or None
    return next((key for key in paper if key in inside), None)
def run_off(ids, papers):  # Places by IRV: more than half of the live ballots wins; all the lowest leave together
    votes = dict.fromkeys(ids, 0)
    for paper, weight in papers:
        if (key := first(paper, votes)) is not None:
            votes[key] += weight
    groups = places(ids, votes.get)
    if max(votes.values()) * 2 > sum(votes.values()) or len(groups) == 1:
        return groups
    return [*run_off([key for key in ids if key not in groups[-1]], papers), groups[-1]]
def schulze(ids, papers):  # Places by strongest paths of winning votes; what is level by support goes by the lesser opposition
    over = {(a, b): sum(weight for paper, weight in papers if paper.get(a, 99) < paper.get(b, 99)) for a in ids for b in ids}
    way = {(a, b): (over[a, b], -over[b, a]) if over[a, b] > over[b, a] else (0, 0) for a in ids for b in ids}
    for c, a, b in itertools.permutations(ids, 3):
        way[a, b] = max(way[a, b], min(way[a, c], way[c, b]))
    def peel(left, depth):
        best = [a for a in left if not any(way[b, a][:depth] > way[a, b][:depth] for b in left)]
        return [best, *peel([a for a in left if a not in best], depth)] if left else []
    return [finer for group in peel(ids, 1) for finer in peel(group, 2)]
def stv(ids, papers, seats, draw):  # Scottish STV (SSI 2007/42) in units of 1/100000 of a vote: all in order, the elected at the head, and the first votes
    valid, inside, moving = sum(weight for paper, weight in papers if paper), set(ids), [(*paper, 10**5) for paper in papers]
    quota, piles, votes = (valid // (seats + 1) + 1) * 10**5, {key: [] for key in ids}, dict.fromkeys(ids, 0)
    elected, above, out, stages = [], [], [], []
    while True:
        for paper, number, value in moving:
            if (key := first(paper, inside)) is not None:
                piles[key].append((paper, number, value))
                votes[key] += number * value
        stages.append(dict(votes))
        ranked = sorted(inside, key=lambda key: (-votes[key], key))
        reached = [key for key in ranked if valid and (votes[key] >= quota or len(inside) <= seats - len(elected))]
        elected, above, inside = elected + reached, above + [key for key in ranked if votes[key] > quota], inside - set(reached)
        if not valid or len(elected) >= seats or not inside:
            return [*elected, *(key for key in ranked if key in inside), *out], stages[0]
        best, tied = (max, above) if above else (min, sorted(inside))
        for stage in reversed(stages):  # the latest stage at which they differ; else the lot
            tied = [key for key in tied if stage[key] == best(stage[one] for one in tied)]
        key = tied[0] if len(tied) == 1 else draw(tied)[0 if above else -1]
        moving = piles[key]
        if above:  # every paper of the pile goes on, at a reduced value
            moving = [(paper, number, (votes[key] - quota) * value // votes[key]) for paper, number, value in moving]
            above.remove(key)
        else:
            inside, out = inside - {key}, [key, *out]
        votes[key] = 0 if key in out else quota
def judge(said, roll, quorum, majority, of):  # A motion: whether it carries, why, and the figures; ``said`` is the weight of each position
    yes, no, cast = said["for"], said["against"] + said["objection"], sum(said.values())
    base = {"cast": cast, "electorate": roll}.get(of if majority != "simple" else "", yes + no)
    least, quorum = -(-2 * base // 3) if majority == "two-thirds" else base // 2 + 1, -(-roll * quorum // 100)
    why = ("no-ballots" if not cast else "no-quorum" if cast < quorum else "majority" if yes and yes >= least
           else "tie" if majority == "simple" and yes == no else "minority")
    return {"for": yes, "against": no, "abstain": said["abstain"], "roll": roll, "quorum": quorum, "needed": least, "carried": why == "majority", "why": why}
def decide(manifest, said, roll_of):  # The outcome of a question for or against, or by consent; ``said``: for each college, the weight of each position
    whole, majority, rules = sum(said.values(), collections.Counter()), manifest.get("majority", "simple"), manifest.get("colleges", {})
    why = judge(whole, sum(roll_of.values()), manifest["quorum_percent"], majority, manifest.get("of"))["why"]
    if manifest["rule"] == "consent" and why not in {"no-ballots", "no-quorum"}:
        why = "objection" if whole["objection"] else "consent" if whole["consent"] else "nobody-consents"
    elif majority != "simple":
        why = {"majority": "enough", "minority": "not-enough"}.get(why, why)
    colleges = {name: judge(said[name], roll_of[name], one["quorum"], one["majority"], one["of"]) for name, one in rules.items() if roll_of[name]}
    if rules and why in {"majority", "enough", "consent"}:  # a double majority: the whole, and each college by its own rule
        why = "double" if colleges and all(one["carried"] for one in colleges.values()) else "college-against"
    return {**({"colleges": colleges} if colleges else {}), "counts": {one["id"]: whole[one["id"]] for one in manifest["options"]},
            "winners": [], "why": why, "outcome": "accepted" if why in {"majority", "enough", "consent", "double"} else "rejected"}
def lot(manifest, papers):  # The published order of level options: the status quo first, then by SHA-256 of a seed and the name
    texts = collections.Counter()
    for paper, weight in papers:
        texts[canon(paper)] += weight
    seed = digest(canon({"ballots": sorted(texts.items()), "poll": digest(canon(manifest))}))
    return lambda tied: sorted(tied, key=lambda key: (key != "status-quo", digest("goforum-lot-v1\n" + seed + "\n" + key)))
def count(manifest, ballots, roll):  # What the ballots give, in the words of result.json, and what of it this program does not know how to count
    rule, ids, lines = manifest["rule"], [one["id"] for one in manifest["options"]], roll.get("lines", [])
    found = {"ballots": len(ballots), "blank": sum(one["choice"] == [] for one in ballots)}
    if unknown := sorted(set(manifest) - KNOWN):
        return found, unknown
    weight = weights(roll, [one["voter"] for one in ballots]) if "roll_lines" in manifest else {}
    papers = [(one["choice"] if isinstance(one["choice"], dict) else {
        key: at if rule in {"irv", "stv", "schulze"} else 1 for at, place in enumerate(one["choice"], 1)
        for key in (place if isinstance(place, list) else [place])}, weight.get(one.get("voter"), 1)) for one in ballots]
    cast, all_lines = sum(heavy for _, heavy in papers), lines or [("", "", manifest["roll_size"])]
    roll_of = sum((collections.Counter({college: heavy}) for _, college, heavy in all_lines), collections.Counter())
    if manifest["v"] > 1:
        found |= {"required": -(-sum(roll_of.values()) * manifest["quorum_percent"] // 100)} | ({"cast": cast} if cast != len(ballots) else {})
    if rule in {"position", "consent"}:
        college, said = {key: name for key, name, _ in lines}, collections.defaultdict(collections.Counter)
        for one, (paper, heavy) in enumerate(papers):
            said[college.get(ballots[one].get("voter"), "")].update(dict.fromkeys(paper, heavy))
        return {**found, **decide(manifest, said, roll_of)}, []
    worth = {"score": int, "dots": int, "dates": lambda mark: mark > 0}.get(rule, lambda place: place == 1)
    counts = {key: sum(worth(paper.get(key, 0)) * heavy for paper, heavy in papers) for key in ids}
    gladly = {key: sum(heavy for paper, heavy in papers if rule == "dates" and paper.get(key) == 2) for key in ids}
    draw, seats, some = lot(manifest, papers), 1 if rule == "irv" else manifest.get("seats", 1), len(ballots) > found["blank"]
    if rule == "stv":
        order, votes = stv(ids, papers, seats, draw)
        counts = {key: f"{said // 10**5}.{said % 10**5:05d}" for key, said in votes.items()}
    else:
        groups = {"irv": run_off, "schulze": schulze}.get(rule, lambda *_: places(ids, lambda key: (counts[key], gladly[key])))(ids, papers)
        if manifest["v"] == 1:
            return {**found, "counts": counts, "winners": sorted(groups[0]) if some else []}, []
        order = [key for group in groups for key in (group if rule == "dates" else draw(group))]
    elected = order[:seats] if some else []
    why = "no-ballots" if not cast else "no-quorum" if cast < found["required"] else "chosen" if elected else "all-blank"
    return {**found, "counts": {} if rule == "schulze" else counts, "order": order, "why": why,
            **({"winners": sorted(elected), "outcome": "chosen"} if why == "chosen" else {"winners": [], "outcome": "undecided"})}, []

# The signature of a receipt: Ed25519 (RFC 8032), on plain (x, y).
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def add(one, two):  # The sum of two points of the curve
    (a, b), (c, d), t = one, two, D * one[0] * one[1] * two[0] * two[1]
    return (a * d + b * c) * pow(1 + t, -1, P) % P, (b * d + a * c) * pow(1 - t, -1, P) % P
def times(number, point):
    half = times(number >> 1, add(point, point)) if number else (0, 1)
    return add(half, point) if number & 1 else half
def point_of(y):  # The point this number names (its highest bit tells one x from the other), or None
    odd, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    return None if y >= P or x * x % P != square or (x == 0 and odd) else (x if x & 1 == odd else P - x, y)
def signed(key, text, signature):  # Whether the signature of the text is this key's: the point it begins with is the one that follows from the rest
    public, scalar = point_of(int.from_bytes(key, "little")), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or len(key) != 32 or public is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + text.encode()).digest(), "little") % ORDER
    x, y = add(times(scalar, point_of(4 * pow(5, -1, P) % P)), times(challenge, (P - public[0], public[1])))
    return signature[:32] == (y | (x & 1) << 255).to_bytes(32, "little")

# All of it, in order.
def check_receipt(receipt, key, box, live, seen):  # The choice of the ballot the receipt is for; None when that ballot was replaced later
    text, number, commit = canon({name: value for name, value in receipt.items() if name != "signature"}), receipt.get("index"), receipt["commit"]
    need(signed(bytes.fromhex(receipt["key"]), text, bytes.fromhex(receipt["signature"])), "signature")
    need(key is None or key.lower() == receipt["key"], "key", receipt["key"])
    need(str(receipt["poll"]) == str(box["manifest"]["poll"]), "receipt", receipt["poll"])
    there = [(entry["h"], entry["body"].get("commit")) for entry in box["chain"][number or 0:][:1]]
    need(number is None or there == [(receipt["head"], commit)], "receipt", number)
    mine = [one["choice"] for one in box["ballots"] if one["tracker"] == receipt["tracker"]]
    # A secret ballot changed before it came into the chain left no trace there; its receipt has no number.
    need(mine if commit in live else not mine and (commit in seen or number is None), "receipt", commit)
    return mine[0] if mine else None
def verify(box, head, receipt, key, say):  # Raise Wrong at the first thing that does not agree; say what does
    manifest, chain, ballots, roll, result = (box[name] for name in ("manifest", "chain", "ballots", "roll", "result"))
    say("poll", f"{manifest['poll']}: {' / '.join(manifest['title'].values())}")
    end, live, seen, closes = check_chain(manifest, chain)
    need(result["head"] == end and (head is None or head.strip().lower() == end), "head", end)
    say("ok_chain", len(chain))
    if closes != manifest["closes"]:
        say("ok_closes", closes)
    sealed = {**box, "result": {name: value for name, value in result.items() if name != "head"}}
    for name, value in chain[-1]["body"].items():
        need(digest(canon(sealed[name])) == value, "sealed", name)
    check_ballots(manifest, ballots, roll, live)
    say("ok_ballots", f"{len(ballots)} / {roll['size']}")
    found, unknown = count(manifest, ballots, roll)
    need(set(result) >= {"ballots", "blank", "counts", "winners"} if unknown else set(result) == {*found, "head"}, "result", sorted(result))
    for name, value in found.items():
        need(result[name] == value, "result", f"{name}: {canon(value)} ≠ {canon(result[name])}")
    say("ok_result", canon(found))
    if unknown:
        say("cannot", ", ".join(unknown))
    say("ok_head" if head else "no_head", end)
    if receipt is not None:
        choice = check_receipt(receipt, key, box, live, seen)
        say("replaced" if choice is None else "ok_receipt", "" if choice is None else canon(choice))
        say("key_is", receipt["key"])
    say("blind")
def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("file", "--head", "--receipt", "--key"):
        parser.add_argument(name)
    parser.add_argument("--lang", choices=("en", "fr", "ar"), default="en")
    asked = parser.parse_args(arguments)
    def say(word, more=""):
        print(WORDS[word][("en", "fr", "ar").index(asked.lang)], more)
    try:
        verify(read(asked.file), asked.head, json.loads(pathlib.Path(asked.receipt).read_text("utf-8")) if asked.receipt else None, asked.key, say)
    except Exception as wrong:  # noqa: BLE001 - whatever a made-up file makes go wrong, it is no export
        say(*(wrong.args if isinstance(wrong, Wrong) else ("form", repr(wrong))))
        return say("bad") or 1
    return say("good") or 0
if __name__ == "__main__":
    sys.exit(main())
