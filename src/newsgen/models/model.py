"""The base classes of all values."""

import msgspec

from newsgen.digest import digest_value


class Model(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frozen, slotted value with keyword-only fields.

    Subclasses repeat ``frozen=True`` for type checkers, which do not see that it is inherited.
    """


class Digested(Model, frozen=True, kw_only=True):
    """A value that many pages show. Its digest is computed once, when it is made."""

    digest: str = ""
    """Digest of all other fields; the value computes it itself."""

    def __post_init__(self) -> None:
        fields = msgspec.structs.astuple(self)
        msgspec.structs.force_setattr(self, "digest", digest_value(fields))

    def __hash__(self) -> int:
        """The hash of the digest: a field may be a mapping, which has none."""
        return hash(self.digest)
