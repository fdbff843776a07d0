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
    "ok_closes": ("The deadline was put off, before any ballot, to", "L’échéance a été repoussée, avant tout bulletin, au", "أُجّل الموعد، قبل أي ورقة، إلى"),
    "cannot": ("NOT recomputed by this program:", "NON recalculé par ce programme :", "لم يُعِد هذا البرنامج حساب:"),
    "blind": ("Not provable from a file: that each ballot comes from a voter of the list, and that nobody watched the server.", "Un fichier ne prouve pas que chaque bulletin vient d’un votant de la liste, ni que personne n’observait le serveur.", "لا يثبت ملف أن كل ورقة من مصوّت في اللائحة، ولا أن لا أحد كان يراقب الخادم."),
    "good": ("VERIFIED", "VÉRIFIÉ", "تم التحقق"),
    "bad": ("NOT VERIFIED", "NON VÉRIFIÉ", "لم يتم التحقق"),
}
# What a manifest may say that this program takes into account; anything else it names, and counts nothing.
KNOWN = {"v", "poll", "title", "rule", "options", "level", "results", "quorum_percent", "roll_size", "roll_hash", "opens", "closes",
         "seats", "ceiling", "majority", "of", "min", "max", "electorate", "reasons", "colleges", "delegation", "roll_lines"}

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
    """Every link, the order of the entries, what stands committed at the end (commit -> entry), and until when people voted."""
    head, live, seen, closes = digest(canon(manifest)), {}, set(), manifest["closes"]
    for number, entry in enumerate(chain):
        said = canon({"i": number, "type": entry["type"], "body": entry["body"]})
        need(entry["i"] == number and entry["prev"] == head, "link", number)
        head = digest(head + "\n" + said)
        need(entry["h"] == head, "link", number)
        kind, commit = entry["type"], entry["body"].get("commit")
        later = entry["body"].get("closes", "") > closes and not seen  # a deadline put off, before the first ballot
        place = {"open": later if number else entry["body"] == {}, "close": number == len(chain) - 1}.get(kind, 0 < number < len(chain) - 1)
        need(place and kind in {"open", "close", "commit", "revoke"}, "order", number)
        if kind == "open" and number:
            closes = entry["body"]["closes"]
        elif kind == "commit":
            need(commit not in seen, "twice", number)
            seen.add(commit)
            live[commit] = number
        elif kind == "revoke":
            need(live.pop(commit, None) is not None, "revoke", number)
    need(len(chain) > 1 and chain[-1]["type"] == "close", "order", len(chain))
    return head, live, seen, closes

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
    if "roll_lines" in manifest:
        ends = roll.get("delegations", {})
        need(digest(canon(roll["lines"])) == manifest["roll_lines"] and [line[0] for line in roll["lines"]] == names, "roll", "lines")
        need({*ends, *ends.values()} <= set(names) and (not ends or manifest.get("delegation")), "roll", "delegations")

def weights(roll, voters):
    """What each ballot weighs: its own line of the roll, and each line without a ballot that leads to it by delegation."""
    lines, ends = {key: (college, weight) for key, college, weight in roll["lines"]}, roll.get("delegations", {})
    found = dict.fromkeys(voters, 0)
    for start, (college, weight) in lines.items():
        at, passed = start, set()
        while at is not None and at not in found:  # one's own vote wins; a circle, or another college, leads nowhere
            passed.add(at)
            at = ends.get(at) if ends.get(at) not in passed and lines.get(ends.get(at), ("", 0))[0] == college else None
        if at is not None:
            found[at] += weight
    return found

def places(keys, value):
    """Keys grouped by their value, the greatest first."""
    return [[key for key in keys if value(key) == one] for one in sorted({value(key) for key in keys}, reverse=True)]

def run_off(ids, papers):
    """Places by IRV: more than half of the live ballots wins; all the lowest leave together."""
    inside, gone = ids, []
    while True:
        votes = dict.fromkeys(inside, 0)
        for paper, weight in papers:
            if (first := next((key for key in paper if key in votes), None)) is not None:
                votes[first] += weight
        best, least = max(votes.values()), min(votes.values())
        if best * 2 > sum(votes.values()) or best == least:
            return places(inside, votes.get) + gone
        gone.insert(0, [key for key in inside if votes[key] == least])
        inside = [key for key in inside if votes[key] > least]

def schulze(ids, papers):
    """Places by strongest paths of winning votes; what is level by support goes by the lesser opposition."""
    ranks = [({key: at for at, place in enumerate(paper) for key in (place if isinstance(place, list) else [place])}, weight)
             for paper, weight in papers]
    over = {(a, b): sum(weight for rank, weight in ranks if rank.get(a, 99) < rank.get(b, 99)) for a in ids for b in ids}
    way = {(a, b): (over[a, b], -over[b, a]) if over[a, b] > over[b, a] else (0, 0) for a in ids for b in ids}
    for c in ids:
        for a in ids:
            for b in ids:
                if len({a, b, c}) == 3:
                    way[a, b] = max(way[a, b], min(way[a, c], way[c, b]))

    def peel(left, depth):
        groups = []
        while left:
            groups.append([a for a in left if not any(way[b, a][:depth] > way[a, b][:depth] for b in left)])
            left = [a for a in left if a not in groups[-1]]
        return groups

    return [finer for group in peel(ids, 1) for finer in peel(group, 2)]

def stv(ids, papers, seats, draw):
    """Scottish STV (SSI 2007/42) in units of 1/100000 of a vote: all in order, the elected, the first votes."""
    valid, unit = sum(weight for _, weight in papers), 10**5
    quota, inside, piles, votes = (valid // (seats + 1) + 1) * unit, set(ids), {key: [] for key in ids}, dict.fromkeys(ids, 0)
    elected, above, out, stages = [], [], [], []

    def deal(pile):
        for paper, number, value in pile:
            if (key := next((one for one in paper if one in inside), None)) is not None:
                piles[key].append((paper, number, value))
                votes[key] += number * value

    def pick(tied, best):  # the latest stage at which they differed; else the lot
        for stage in reversed(stages):
            tied = [key for key in tied if stage[key] == best(stage[one] for one in tied)]
        return tied[0] if len(tied) == 1 else draw(tied)[0 if best is max else -1]

    def end_stage():
        stages.append(dict(votes))
        ranked = sorted(inside, key=lambda key: (-votes[key], key))
        reached = [key for key in ranked if votes[key] >= quota]
        above.extend(key for key in reached if votes[key] > quota)
        reached = ranked if len(inside) <= seats - len(elected) else reached
        elected.extend(reached)
        inside.difference_update(reached)

    deal([(paper, weight, unit) for paper, weight in papers])
    if valid:
        end_stage()
    while valid and len(elected) < seats and inside:
        pool, best = (above, max) if above else (sorted(inside), min)
        key = pick([one for one in pool if votes[one] == best(votes[other] for other in pool)], best)
        pile, piles[key], total = piles[key], [], votes[key]
        if above:  # every paper of the pile goes on, at a reduced value
            above.remove(key)
            deal([(paper, number, (total - quota) * value // total) for paper, number, value in pile])
            votes[key] = quota
        else:
            inside.discard(key)
            out.insert(0, key)
            votes[key] = 0
            deal(pile)
        end_stage()
    return [*elected, *sorted(inside, key=lambda key: (-votes[key], key)), *out], elected, (stages or [votes])[0]

def judge(said, roll, quorum, majority, of):
    """A motion: whether it carries, why, and the figures; ``said`` is the weight of each position."""
    yes, no, cast = said.get("for", 0), said.get("against", 0) + said.get("objection", 0), sum(said.values())
    base = {"cast": cast, "electorate": roll}.get(of if majority != "simple" else "", yes + no)
    least = -(-2 * base // 3) if majority == "two-thirds" else base // 2 + 1
    figures = {"for": yes, "against": no, "abstain": said.get("abstain", 0), "roll": roll, "quorum": -(-roll * quorum // 100), "needed": least}
    why = ("no-ballots" if not cast else "no-quorum" if cast < figures["quorum"] else "majority" if yes and yes >= least
           else "tie" if majority == "simple" and yes == no else "minority")
    return {**figures, "carried": why == "majority", "why": why}

def decide(manifest, said, roll_of):
    """The outcome of a question for or against, or by consent; ``said``: the weight of each (college, position)."""
    def of_all(college=None):
        found = collections.Counter()
        for (one, position), weight in said.items():
            found[position] += weight if college in {None, one} else 0
        return found

    rule, whole, roll = manifest["rule"], of_all(), sum(roll_of.values())
    verdict = judge(whole, roll, manifest["quorum_percent"], manifest.get("majority", "simple"), manifest.get("of"))
    why, yes = verdict["why"], verdict["carried"]
    if rule == "consent" and why not in {"no-ballots", "no-quorum"}:
        why = "objection" if whole["objection"] else "consent" if whole["consent"] else "nobody-consents"
        yes = why == "consent"
    elif why in {"majority", "minority"} and manifest.get("majority", "simple") != "simple":
        why = "enough" if yes else "not-enough"
    colleges = {name: judge(of_all(name), roll_of[name], one["quorum"], one["majority"], one["of"])
                for name, one in manifest.get("colleges", {}).items() if roll_of.get(name)}
    if yes and manifest.get("colleges"):  # a double majority: the whole, and each college by its own rule
        yes = bool(colleges) and all(one["carried"] for one in colleges.values())
        why = "double" if yes else "college-against"
    counts = {one["id"]: whole[one["id"]] for one in manifest["options"]}
    return {**({"colleges": colleges} if colleges else {}), "counts": counts, "winners": [], "why": why, "outcome": "accepted" if yes else "rejected"}

def lot(manifest, papers):
    """The published order of level options: the status quo first, then by SHA-256 of a seed and the name."""
    texts = collections.Counter()
    for choice, weight in papers:
        ranked = manifest["rule"] in {"irv", "stv", "schulze"}
        texts[canon(choice if isinstance(choice, dict) else {
            key: at if ranked else 1 for at, place in enumerate(choice, 1) for key in (place if isinstance(place, list) else [place])})] += weight
    seed = digest(canon({"ballots": sorted(texts.items()), "poll": digest(canon(manifest))}))
    return lambda tied: sorted(tied, key=lambda key: (key != "status-quo", digest("goforum-lot-v1\n" + seed + "\n" + key)))

def count(manifest, ballots, roll):
    """What the ballots give, in the words of result.json, and what of it this program does not know how to count."""
    rule, ids = manifest["rule"], [one["id"] for one in manifest["options"]]
    found = {"ballots": len(ballots), "blank": sum(one["choice"] == [] for one in ballots)}
    if unknown := sorted(set(manifest) - KNOWN):
        return found, unknown
    weight = weights(roll, [one["voter"] for one in ballots]) if "roll_lines" in manifest else {}
    papers = [(one["choice"], weight.get(one.get("voter"), 1)) for one in ballots]
    college = {key: name for key, name, _ in roll.get("lines", [])}
    roll_of = collections.Counter() if college else {"": manifest["roll_size"]}
    for _, name, heavy in roll.get("lines", []):
        roll_of[name] += heavy
    cast, marked = sum(heavy for _, heavy in papers), [one for one in papers if one[0] != []]
    if manifest["v"] > 1:
        found |= {"required": -(-sum(roll_of.values()) * manifest["quorum_percent"] // 100)} | ({"cast": cast} if cast != len(ballots) else {})
    if rule in {"position", "consent"}:
        said = collections.Counter()
        for one in ballots:
            said[college.get(one.get("voter"), ""), one["choice"][0]] += weight.get(one.get("voter"), 1)
        return {**found, **decide(manifest, said, roll_of)}, []
    if rule in {"score", "dots", "dates"}:
        counts = {key: sum((choice.get(key, 0) if rule != "dates" else choice.get(key, 0) > 0) * heavy for choice, heavy in marked) for key in ids}
    else:
        counts = {key: sum(heavy for choice, heavy in marked if key in choice[: 1 if rule == "irv" else None]) for key in ids}
    gladly = {key: sum(heavy for choice, heavy in marked if rule == "dates" and choice.get(key) == 2) for key in ids}
    draw, seats = lot(manifest, papers), manifest.get("seats", 1)
    if rule == "stv":
        order, elected, first = stv(ids, marked, seats, draw)
        counts = {key: f"{votes // 10**5}.{votes % 10**5:05d}" for key, votes in first.items()}
    else:
        groups = (run_off(ids, marked) if rule == "irv" else schulze(ids, marked) if rule == "schulze"
                  else places(ids, lambda key: (counts[key], gladly[key])))
        if manifest["v"] == 1:
            return {**found, "counts": counts, "winners": sorted(groups[0]) if marked else []}, []
        order = [key for group in groups for key in (group if rule == "dates" else draw(group))]
        elected = order[: 1 if rule == "irv" else seats] if marked else []
    why = "no-ballots" if not cast else "no-quorum" if cast < found["required"] else "chosen" if elected else "all-blank"
    return {**found, "counts": {} if rule == "schulze" else counts, "order": order, "why": why,
            **({"winners": sorted(elected), "outcome": "chosen"} if why == "chosen" else {"winners": [], "outcome": "undecided"})}, []

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
    end, live, seen, closes = check_chain(manifest, chain)
    need(result["head"] == end, "head", result["head"])
    need(head is None or head.strip().lower() == end, "head", end)
    say("ok_chain", len(chain))
    if closes != manifest["closes"]:
        say("ok_closes", closes)
    sealed = {**box, "result": {name: value for name, value in result.items() if name != "head"}}
    for name, value in chain[-1]["body"].items():
        need(digest(canon(sealed[name])) == value, "sealed", name)
    check_ballots(manifest, box["ballots"], box["roll"], live)
    say("ok_ballots", len(box["ballots"]))
    say("ok_roll", box["roll"]["size"])
    found, not_counted = count(manifest, box["ballots"], box["roll"])
    need(not_counted or set(result) == {*found, "head"}, "result", sorted(set(result) ^ {*found, "head"}))
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
