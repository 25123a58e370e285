"""Who gets what: one row an address of ours. A new address without a row fails `test_access.py`.

Each line gives, for one method, the status that the roles get, in the order of `ROLES`, for an object of our
own corpus. A POST is sent empty: 400 and 422 are the answers of a form to somebody who may send it.

What the lines leave out follows from four rules:
- HEAD answers as GET.
- A method without a line is 405, and 302 to the log-in for the anonymous, whatever the object.
- A missing object is 404 for whoever is logged in, and 302 for the anonymous.
- An object of the other corpus is 404 as well, save for its manager (`stranger`), who is answered there as
  our manager is here, and for the superuser.
"""

from __future__ import annotations

ROLES = ("anonymous", "viewer", "reviewer", "chief", "manager", "stranger", "superuser")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

READ_BY_MEMBERS = "302 200 200 200 200 404 200"
WRITTEN_BY_REVIEWERS = "302 403 400 400 400 404 400"

# Addresses that name an object of a corpus.
OF_A_CORPUS: dict[str, dict[str, str]] = {
    "article": {"GET": READ_BY_MEMBERS},
    "article-status": {"POST": WRITTEN_BY_REVIEWERS},
    "article-summary": {"GET": READ_BY_MEMBERS},
    "article-errors": {"GET": READ_BY_MEMBERS},
    # Without htmx a sentence's address leads to its place on the page.
    "sentence": {"GET": "302 302 302 302 302 404 302"},
    "sentence-preview": {"POST": READ_BY_MEMBERS},
    "sentence-save": {"POST": WRITTEN_BY_REVIEWERS},
    "sentence-accept": {"POST": WRITTEN_BY_REVIEWERS},
    "sentence-discuss": {"POST": WRITTEN_BY_REVIEWERS},
    "sentence-reopen": {"POST": WRITTEN_BY_REVIEWERS},
    "sentence-restore": {"POST": WRITTEN_BY_REVIEWERS},
    "sentence-history": {"GET": READ_BY_MEMBERS},
    "sentence-scores": {"GET": READ_BY_MEMBERS},
    "sentence-outcome": {"GET": READ_BY_MEMBERS},
    "error-mark": {"POST": WRITTEN_BY_REVIEWERS},
    "error-remove": {"POST": WRITTEN_BY_REVIEWERS},
    "corpus": {"GET": READ_BY_MEMBERS},
    "corpus-judgements": {"GET": READ_BY_MEMBERS},
    "corpus-lengths": {"GET": READ_BY_MEMBERS},
    "corpus-train-subwords": {"POST": "302 403 403 403 302 404 302"},
    "corpus-compare": {"GET": READ_BY_MEMBERS},
    "corpus-sentences": {"GET": READ_BY_MEMBERS},
    "corpus-score": {"POST": "302 403 403 403 302 404 302"},
    "job": {"GET": "302 403 403 403 200 404 200"},
    "job-cancel": {"POST": "302 403 403 403 302 404 302"},
    "export": {"GET": "302 403 403 200 200 404 200"},
    "export-file": {"POST": "302 403 403 422 422 404 422"},
}

# Addresses that name none: everybody logged in sees their own things there.
OF_A_PERSON: dict[str, dict[str, str]] = {
    "desk": {"GET": "302 200 200 200 200 200 200"},
    "corpora": {"GET": "302 200 200 200 200 200 200"},
    "figures-by-language": {"GET": "302 200 200 200 200 200 200"},
    "preferences": {
        "GET": "302 200 200 200 200 200 200",
        # All fields of the form may be empty.
        "POST": "302 302 302 302 302 302 302",
    },
    "health": {
        "GET": "200 200 200 200 200 200 200",
        "POST": "405 405 405 405 405 405 405",
        "PUT": "405 405 405 405 405 405 405",
        "PATCH": "405 405 405 405 405 405 405",
        "DELETE": "405 405 405 405 405 405 405",
        "OPTIONS": "405 405 405 405 405 405 405",
    },
    # Django's own views of log-in.
    "login": {
        # Whoever is logged in goes on to the desk.
        "GET": "200 302 302 302 302 302 302",
        "POST": "200 302 302 302 302 302 302",
        "PUT": "200 302 302 302 302 302 302",
        "PATCH": "405 302 302 302 302 302 302",
        "DELETE": "405 302 302 302 302 302 302",
        "OPTIONS": "200 302 302 302 302 302 302",
    },
    "logout": {
        "POST": "302 302 302 302 302 302 302",
        "OPTIONS": "302 200 200 200 200 200 200",
    },
    "password_change": {
        "GET": "302 200 200 200 200 200 200",
        "POST": "302 200 200 200 200 200 200",
        "PUT": "302 200 200 200 200 200 200",
        "OPTIONS": "302 200 200 200 200 200 200",
    },
}

# Django's admin, by its prefix: who is no staff is sent to its log-in, by every address of it but these.
STAFF_PREFIX = "admin/"
OPEN_TO_ALL: dict[str, dict[str, int]] = {
    "admin/login/": {"GET": 200, "POST": 200},
}


def expected(name: str, method: str, role: str, which: str) -> int:
    """Return the status; `which` is `ours`, `theirs` or `missing`."""
    lines = {**OF_A_CORPUS, **OF_A_PERSON}[name]
    line = lines.get("GET" if method == "HEAD" else method)
    if line is None:
        return 302 if role == "anonymous" else 405
    if role == "anonymous" or name in OF_A_PERSON or which == "ours":
        return _of(line, role)
    if which == "theirs" and role == "stranger":
        return _of(line, "manager")
    if which == "theirs" and role == "superuser":
        return _of(line, "superuser")
    return 404


def _of(line: str, role: str) -> int:
    return int(line.split()[ROLES.index(role)])
