"""The accounts of the desk: a file with the name, the role and the hashed password of each person.

A line is ``Ayesha Khan:editor:$argon2id$…``; empty lines and lines with ``#`` at their beginning
say nothing. Two names that differ only in their case or in the form of their accents are one.
"""

import os
import secrets
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from newsgen.diagnostics import Refusal
from newsgen.models import Model
from newsgen.serve.access import Credentials
from newsgen.serve.people import Person, Role, readable_name

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FILE = ".newsgen-people"
"""The usual name of the file; it lies in the folder of the paper."""
MIN_PASSWORD = 10
"""Characters that a password needs."""
_MAX_BYTES = 1_000_000
_ROLES: tuple[Role, ...] = get_args(Role)
_KIND = "$argon2"
"""Every hash of argon2 begins so."""


class Account(Model, frozen=True):
    """What the file has of one person."""

    name: str
    role: Role
    hashed: str
    """The hash of the password, with its salt and its parameters."""


class AccountFile(Model, frozen=True):
    """The content of a file of accounts."""

    lines: tuple[str, ...] = ()
    accounts: Mapping[str, Account] = {}
    """Each account by the key of its name."""
    faults: tuple[str, ...] = ()
    """What is wrong with lines that are none, such as ``line 3: …``."""


class Accounts:
    """Those who are in the file now: whoever is removed from it loses access at once."""

    def __init__(self, place: Path, hasher: "PasswordHasher | None" = None) -> None:
        self._place = place
        self._hasher = hasher or make_hasher()
        # Unknown names are compared with it, so that they take as long as known ones.
        self._nobody = self._hasher.hash(secrets.token_hex())
        self._secret = secrets.token_bytes(32)
        self._known: dict[str, tuple[Account, bytes]] = {}
        self._stamp: tuple[int, ...] = ()
        self._accounts: Mapping[str, Account] = {}

    def recognize(self, given: Credentials) -> Person | None:
        """The person, if ``verify`` has found this password right since the account changed."""
        account = self._find(given.name)
        known, mark = self._known.get(name_key(given.name), (None, b""))
        if account is None or account != known:
            return None
        return _person(account) if secrets.compare_digest(mark, self._mark(given)) else None

    def verify(self, given: Credentials) -> Person | None:
        """The person; None if there is no such name or the password is wrong."""
        account = self._find(given.name)
        hashed = account.hashed if account else self._nobody
        if not _is_right(self._hasher, hashed, given.password) or account is None:
            return None
        self._known[name_key(given.name)] = account, self._mark(given)
        return _person(account)

    def _find(self, name: str) -> Account | None:
        """The account of that name, from the file as it is now."""
        stamp = _stamp(self._place)
        if stamp != self._stamp:
            self._accounts = _read_or_none(self._place).accounts
            self._stamp = stamp
        return self._accounts.get(name_key(name))

    def _mark(self, given: Credentials) -> bytes:
        """A digest of the password that nobody can make without the secret of this run."""
        return blake2b(_normal(given.password).encode(), key=self._secret).digest()


def name_key(name: str) -> str:
    """What is compared of a name.

    >>> name_key("Ayesha  KHAN") == name_key(" ayesha khan")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def make_hasher() -> "PasswordHasher":
    """The function that hashes passwords. Raises Refusal if its library is not installed."""
    try:
        from argon2 import PasswordHasher  # noqa: PLC0415 - an extra
    except ImportError:
        hint = "pip install 'newsgen[people]'"
        message = "accounts need argon2-cffi, which is not installed"
        raise Refusal(message, hint) from None
    return PasswordHasher()


def make_account(name: str, role: Role, password: str) -> Account:
    """A new account. Raises Refusal for a name or a password that does not do."""
    clean = readable_name(name)
    if not clean or ":" in name or name.lstrip().startswith("#"):
        raise Refusal(
            f"{clean or 'nothing'} is not a name for an account",
            "take the name by which colleagues know the person, without a colon",
        )
    if len(_normal(password)) < MIN_PASSWORD:
        hint = "three words that do not belong together are easy to keep in mind"
        raise Refusal(f"the password needs {MIN_PASSWORD} characters", hint)
    return Account(name=clean, role=role, hashed=make_hasher().hash(_normal(password)))


def read_accounts(place: Path) -> AccountFile:
    """The file of accounts; empty if there is none. Raises Refusal for a faulty one."""
    if not os.path.lexists(place):
        return AccountFile()
    try:
        found = _read(place)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8, or too large"
        raise Refusal(f"{place} cannot be read: {reason}") from error
    if found.faults:
        hint = "`newsgen people add NAME` writes whole lines; remove this one"
        raise Refusal(f"{place}, {found.faults[0]}", hint)
    return found


def put_account(place: Path, account: Account) -> None:
    """Write an account into the file, in place of the one with its name. Raises Refusal."""
    line = f"{account.name}:{account.role}:{account.hashed}"
    file = read_accounts(place)
    key = name_key(account.name)
    if key in file.accounts:
        lines = [line if _key_of(each) == key else each for each in file.lines]
    else:
        lines = [*file.lines, line]
    _write(place, lines)


def remove_account(place: Path, name: str) -> None:
    """Take the account of that name out of the file. Raises Refusal if there is none."""
    account = find_account(place, name)
    lines = read_accounts(place).lines
    _write(place, [each for each in lines if _key_of(each) != name_key(account.name)])


def find_account(place: Path, name: str) -> Account:
    """The account of that name. Raises Refusal if there is none."""
    account = read_accounts(place).accounts.get(name_key(name))
    if account is None:
        raise Refusal(f"{readable_name(name)} has no account", "`newsgen people list` shows all")
    return account


def _person(account: Account) -> Person:
    return Person(name=account.name, role=account.role)


def _normal(password: str) -> str:
    """The password as every keyboard gives it: accents have several forms."""
    return unicodedata.normalize("NFC", password)


def _is_right(hasher: "PasswordHasher", hashed: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415 - an extra

    try:
        return hasher.verify(hashed, _normal(password))
    except (Argon2Error, InvalidHashError):
        return False


def _stamp(place: Path) -> tuple[int, ...]:
    """What changes when the file is written; empty without a file."""
    try:
        found = place.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _read_or_none(place: Path) -> AccountFile:
    """The accounts of a file that is used: without it, or in a faulty line, there is nobody."""
    with suppress(OSError, ValueError):
        return _read(place)
    return AccountFile()


def _read(place: Path) -> AccountFile:
    """Raises OSError, and ValueError for a file that is no text."""
    with place.open("rb") as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ValueError
    lines = tuple(content.decode("utf-8-sig").splitlines())
    accounts: dict[str, Account] = {}
    faults = []
    for number, line in enumerate(lines, start=1):
        key = _key_of(line)
        if key is None:
            continue
        account = _account(line)
        if account is None or key in accounts:
            reason = "the name has a line already" if account else "this is not `name:role:hash`"
            faults.append(f"line {number}: {reason}")
        else:
            accounts[key] = account
    return AccountFile(lines=lines, accounts=accounts, faults=tuple(faults))


def _key_of(line: str) -> str | None:
    """The key of the name in a line; None for a line without an account."""
    is_account = line.strip() and not line.lstrip().startswith("#")
    return name_key(line.partition(":")[0]) if is_account else None


def _account(line: str) -> Account | None:
    name, _, rest = line.strip().partition(":")
    given, _, hashed = rest.partition(":")
    role = next((each for each in _ROLES if each == given), None)
    clean = readable_name(name)
    if role is None or not clean or not hashed.startswith(_KIND):
        return None
    return Account(name=clean, role=role, hashed=hashed)


def _write(place: Path, lines: list[str]) -> None:
    """Replace the file in one step; only its owner can read it. Raises Refusal."""
    real = Path(os.path.realpath(place))
    draft = real.with_name(f"{real.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(descriptor)
        draft.replace(real)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refusal(f"cannot write {place}: {error.strerror}") from error
