"""What all values have in common."""

import msgspec

from newsgen.digest import digest_value


class Model(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frozen, slotted value with keyword-only fields.

    Its kinds repeat ``frozen=True`` for type checkers, which do not see it inherited.
    """


class Digested(Model, frozen=True, kw_only=True, cache_hash=True):
    """A value that many pages show, with a digest of its own, made once."""

    digest: str = ""
    """Of all its other fields; made by the value itself."""

    def __post_init__(self) -> None:
        fields = msgspec.structs.astuple(self)
        msgspec.structs.force_setattr(self, "digest", digest_value(fields))
