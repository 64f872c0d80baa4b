"""Accounts: the file, the command that writes it, and who is admitted by it."""

import asyncio
import base64
import io
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from newsgen.cli.serve import find_members
from newsgen.diagnostics import Refusal
from newsgen.serve.access import Credentials, Doorkeeper, Rejection, SharedPassword
from newsgen.serve.accounts import (
    Account,
    Accounts,
    name_key,
    put_account,
    read_accounts,
    remove_account,
)
from newsgen.serve.password_throttle import LIMIT_PER_CLIENT, PasswordThrottle
from newsgen.serve.people import Person, Role, readable_name

argon2 = pytest.importorskip("argon2", reason="argon2-cffi is not installed")

CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
WORD = "correct horse battery"


def account(name: str, role: Role = "writer", password: str = WORD) -> Account:
    return Account(name=name, role=role, hashed=CHEAP.hash(password))


@pytest.fixture
def place(tmp_path) -> Path:
    found = tmp_path / "people"
    put_account(found, account("Ayesha Khan", "editor"))
    put_account(found, account("زرمینہ", "writer"))
    return found


def basic(name: str, password: str) -> Headers:
    word = base64.b64encode(f"{name}:{password}".encode()).decode()
    return Headers({"authorization": f"Basic {word}"})


Ask = Callable[..., Person | int]


@pytest.fixture
def ask(place) -> Ask:
    """The person with that name and password, or the status of the refusal."""
    doorkeeper = Doorkeeper(Accounts(place, CHEAP), PasswordThrottle(lambda: 0.0))

    def ask(name: str, password: str = WORD, client: str = "10.0.0.1") -> Person | int:
        found = asyncio.run(doorkeeper.identify(basic(name, password), client))
        return found.status if isinstance(found, Rejection) else found

    return ask


# --- who is admitted ------------------------------------------------------------------------------


def test_each_has_a_name_a_role_and_a_password(ask):
    assert ask("Ayesha Khan") == Person(name="Ayesha Khan", role="editor")
    assert ask("زرمینہ") == Person(name="زرمینہ", role="writer")
    assert ask("Ayesha Khan", "wrong horse") == 401
    assert ask("Nobody") == 401
    assert ask("") == 401
    assert ask("Ayesha Khan", "") == 401


@pytest.mark.parametrize("name", ["ayesha khan", " AYESHA  Khan ", "Ayesha Khan"])
def test_a_name_is_found_whatever_its_case(ask, name):
    assert ask(name) == Person(name="Ayesha Khan", role="editor")


def test_accents_have_several_forms(place, ask):
    put_account(place, account("Zoë", password="caf\u00e9 au lait, oui"))
    assert ask("Zoe\u0308", "cafe\u0301 au lait, oui") == Person(name="Zoë", role="writer")


def test_whoever_is_removed_or_changed_loses_access_at_once(place, ask):
    assert isinstance(ask("Ayesha Khan"), Person)
    put_account(place, account("Ayesha Khan", "writer", "another password"))
    assert ask("Ayesha Khan") == 401
    assert ask("Ayesha Khan", "another password") == Person(name="Ayesha Khan", role="writer")
    remove_account(place, "ayesha khan")
    assert ask("Ayesha Khan", "another password", "10.0.0.2") == 401
    assert isinstance(ask("زرمینہ"), Person)


def test_without_the_file_nobody_is_admitted(place, ask):
    assert isinstance(ask("Ayesha Khan"), Person)
    place.unlink()
    assert ask("Ayesha Khan") == 401


def test_a_faulty_line_takes_access_from_nobody_else(place, ask):
    text = place.read_text("utf-8")
    place.write_text(f"# the night shift\n\nEve:editor:secret\nEve:admin:$argon2\n{text}", "utf-8")
    assert isinstance(ask("Ayesha Khan"), Person)
    assert ask("Eve", "secret") == 401
    with pytest.raises(Refusal, match="line 3"):
        read_accounts(place)


def test_a_right_password_is_computed_once(place, monkeypatch):
    checked = []
    accounts = Accounts(place, CHEAP)
    monkeypatch.setattr(
        "newsgen.serve.accounts._is_right", lambda *given: checked.append(given) or True
    )
    doorkeeper = Doorkeeper(accounts)

    async def ask_often() -> None:
        await asyncio.gather(
            *(doorkeeper.identify(basic("Ayesha Khan", WORD), "10.0.0.1") for _ in range(20))
        )

    asyncio.run(ask_often())
    assert len(checked) == 1


def test_an_unknown_name_costs_as_much_as_a_known_one(place, monkeypatch):
    checked = []
    accounts = Accounts(place, CHEAP)
    monkeypatch.setattr(
        "newsgen.serve.accounts._is_right", lambda *given: checked.append(given) or False
    )
    for name in ("Ayesha Khan", "Nobody"):
        assert accounts.verify(Credentials(name, WORD)) is None
    assert len(checked) == 2
    assert all(hashed.startswith("$argon2") for _, hashed, _ in checked)


def test_many_wrong_passwords_at_once_are_no_more_than_the_limit(place, monkeypatch):
    """Each is counted before the next is checked, and one is checked at a time."""
    running, most, checked = 0, 0, 0
    lock = threading.Lock()

    def is_right(*_: object) -> bool:
        nonlocal running, most, checked
        with lock:
            running, checked = running + 1, checked + 1
            most = max(most, running)
        with lock:
            running -= 1
        return False

    accounts = Accounts(place, CHEAP)
    monkeypatch.setattr("newsgen.serve.accounts._is_right", is_right)
    doorkeeper = Doorkeeper(accounts, PasswordThrottle(lambda: 0.0))

    async def attack() -> list[Person | Rejection]:
        tries = (doorkeeper.identify(basic("Ayesha Khan", str(n)), "10.0.0.66") for n in range(100))
        return await asyncio.gather(*tries)

    statuses = [found.status for found in asyncio.run(attack()) if isinstance(found, Rejection)]
    assert statuses.count(401) == LIMIT_PER_CLIENT == checked
    assert statuses.count(429) == 100 - LIMIT_PER_CLIENT
    assert most == 1


def test_a_blocked_client_learns_nothing_about_a_password(ask):
    """Not even from the memory of right ones, which answers without effort."""
    assert isinstance(ask("Ayesha Khan"), Person)
    for _ in range(LIMIT_PER_CLIENT):
        ask("Ayesha Khan", "guess")
    assert ask("Ayesha Khan") == ask("Ayesha Khan", "guess") == 429


def test_a_shared_password_takes_any_name_and_keeps_it(tmp_path):
    doorkeeper = Doorkeeper(SharedPassword("swordfish"))
    found = asyncio.run(doorkeeper.identify(basic(" Zoë\x1b[2J ", "swordfish"), "10.0.0.1"))
    assert found == Person(name="Zoë[2J", role="editor")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (" Ayesha\t\r\n Khan\x1b ", "Ayesha Khan"),
        ("a\u202eb\u2066c", "abc"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("\x00", ""),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_name_is_one_safe_line(given, name):
    assert readable_name(given) == name


def test_names_that_look_alike_are_one():
    assert name_key("ＡＹＥＳＨＡ") == name_key("ayesha")


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def site(make_paper, monkeypatch):
    paper = make_paper()
    monkeypatch.chdir(paper.root)
    monkeypatch.setattr("argon2.PasswordHasher", lambda: CHEAP)
    return paper


def type_in(monkeypatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def add(run, monkeypatch, name: str, *options: str, password: str = WORD):
    type_in(monkeypatch, f"{password}\n")
    return run("people", "add", name, "--password-stdin", *options)


def test_people_are_added_listed_changed_and_removed(site, run, monkeypatch):
    assert add(run, monkeypatch, "Ayesha Khan", "--role", "editor")[0] == 0
    assert add(run, monkeypatch, "Zarmina")[0] == 0
    assert run("people", "list")[1] == "Ayesha Khan  editor\nZarmina      writer\n"
    assert run("people", "role", "zarmina", "editor")[0] == 0
    type_in(monkeypatch, "a new password\n")
    assert run("people", "password", "Ayesha Khan", "--password-stdin")[0] == 0
    accounts = Accounts(site.root / ".newsgen-people", CHEAP)
    assert accounts.verify(Credentials("Ayesha Khan", WORD)) is None
    assert accounts.verify(Credentials("Ayesha Khan", "a new password"))
    assert accounts.verify(Credentials("Zarmina", WORD)) == Person(name="Zarmina", role="editor")
    assert run("people", "remove", "Ayesha Khan")[0] == 0
    assert run("people", "list")[1] == "Zarmina  editor\n"


def test_the_file_holds_no_password_and_only_its_owner_reads_it(site, run, monkeypatch):
    add(run, monkeypatch, "Zarmina")
    place = site.root / ".newsgen-people"
    assert WORD not in place.read_text("utf-8")
    assert place.read_text("utf-8").startswith("Zarmina:writer:$argon2id$")
    if os.name == "posix":
        assert place.stat().st_mode & 0o777 == 0o600


def test_comments_in_the_file_stay(site, run, monkeypatch):
    place = site.root / "people.txt"
    place.write_text("# the night shift\n")
    add(run, monkeypatch, "Zarmina", "--people", "people.txt")
    add(run, monkeypatch, "Ruth", "--people", "people.txt")
    run("people", "remove", "Zarmina", "--people", "people.txt")
    lines = place.read_text("utf-8").splitlines()
    assert [line.partition(":")[0] for line in lines] == ["# the night shift", "Ruth"]


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("Zarmina", "short", "10 characters"),
        ("Zarmina", "", "10 characters"),
        ("a:b", WORD, "not a name"),
        ("#a", WORD, "not a name"),
        ("\x1b", WORD, "not a name"),
    ],
)
def test_what_does_not_do_is_refused(site, run, monkeypatch, name, password, message):
    status, _, err = add(run, monkeypatch, name, password=password)
    assert (status, message in err, (site.root / ".newsgen-people").exists()) == (2, True, False)


def test_a_name_is_added_once_and_an_unknown_one_is_told(site, run, monkeypatch):
    add(run, monkeypatch, "Zarmina")
    status, _, err = add(run, monkeypatch, "ZARMINA")
    assert (status, "has an account already" in err) == (2, True)
    assert run("people", "remove", "Ruth")[0] == 2
    assert run("people", "role", "Ruth", "editor")[0] == 2


def test_a_password_is_typed_twice_and_never_an_argument(site, run, monkeypatch):
    status, _, err = run("people", "add", "Zarmina")
    assert (status, "--password-stdin" in err) == (2, True)
    asked = {}

    def prompt(words: str, **options: object) -> str:
        asked.update(options)
        return WORD

    type_in(monkeypatch, "")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", prompt)
    assert run("people", "add", "Zarmina")[0] == 0
    assert asked["hide_input"]
    assert asked["confirmation_prompt"]


def test_without_its_library_the_command_says_what_to_install(site, run, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "argon2", None)
    status, _, err = add(run, monkeypatch, "Zarmina")
    assert (status, "newsgen[people]" in err) == (2, True)


def test_a_preview_for_others_needs_somebody_in_the_file(site, run):
    (site.root / "people.txt").write_text("# nobody yet\n")
    status, _, err = run("serve", "--host", "0.0.0.0", "--people", "people.txt", "--port", "0")
    assert (status, "nobody has an account" in err) == (2, True)


def test_a_preview_for_others_asks_for_accounts_if_there_are_some(site, run, monkeypatch):
    monkeypatch.setenv("NEWSGEN_PASSWORD", "swordfish")
    assert isinstance(find_members(site.root, None, is_local=False), SharedPassword)
    add(run, monkeypatch, "Zarmina")
    assert isinstance(find_members(site.root, None, is_local=False), Accounts)


def test_a_preview_for_this_computer_asks_nobody_unless_told_to(site, run, monkeypatch):
    add(run, monkeypatch, "Zarmina")
    assert find_members(site.root, None, is_local=True) is None
    place = str(site.root / ".newsgen-people")
    assert isinstance(find_members(site.root, place, is_local=True), Accounts)
