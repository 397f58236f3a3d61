"""What is done to slots, grants and identities."""

from __future__ import annotations

from tests.tampering.attack import DROPPED, NOTHING, WRITTEN, Attack
from tests.tampering.scene import ERASED, PLAIN, SIGNED

ATTACKS = (
    Attack(
        "two grants swapped", lambda t: t.swap_grants(), "a grant (", "the client it is for can't be told"
    ),
    Attack(
        "a grant as it was before the new key",
        lambda t: t.keys_from_earlier("before the new key", "kind = 'grant'"),
        f"the grant of {SIGNED} {WRITTEN}",
    ),
    Attack(
        "a chart and its grant as they were before the new key",
        lambda t: (
            t.keys_from_earlier("before the new key", "kind = 'grant'"),
            t.from_earlier("before the new key", SIGNED),
        ),
        f"the grant of {SIGNED} {WRITTEN}",
    ),
    Attack(
        "a grant dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE id = ?", t.tags[PLAIN]),
        f"{DROPPED}",
        f"the grant of {PLAIN} {DROPPED}",
    ),
    Attack(
        "a client dropped, grant and chart",
        lambda t: (
            t.sql("DELETE FROM key_row WHERE id = ?", t.tags[PLAIN]),
            t.put(PLAIN, []),
            t.put("private", []),
        ),
        f"{DROPPED}",
        f"the grant of {PLAIN} {DROPPED}",
    ),
    Attack(
        "every grant dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE kind = 'grant'"),
        f"{DROPPED}",
        f"the grant of {SIGNED} {DROPPED}",
    ),
    Attack(
        "the grant of the erased client back again",
        lambda t: t.erased_grant(),
        WRITTEN,
        f"the grant of {ERASED} {WRITTEN}",
    ),
    Attack(
        "a grant of nobody's",
        lambda t: t.sql("INSERT INTO key_row VALUES ('grant', ?, ?, ?)", t.member, bytes(32), bytes(1069)),
        f"a grant (00000000) {WRITTEN}",
        "a grant (00000000): the client it is for can't be told",
    ),
    Attack(
        "a grant of another member's",
        lambda t: t.sql("UPDATE key_row SET member = ? WHERE id = ?", bytes(16), t.tags[PLAIN]),
        "belongs to nobody here",
        f"the grant of {PLAIN} {DROPPED}",
    ),
    Attack(
        "the old passphrase's slot back again",
        lambda t: t.keys_from_earlier("before the passphrase changed", "kind = 'slot'"),
        WRITTEN,
    ),
    Attack(
        "the slot of the new passphrase dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE id = ?", t.slot("now")),
        f"{DROPPED}",
        "a slot or an identity is gone",
    ),
    Attack(
        "the slots as they were before the passphrase changed",
        lambda t: (
            t.sql("DELETE FROM key_row WHERE kind = 'slot'"),
            t.keys_from_earlier("before the passphrase changed", "kind = 'slot'"),
        ),
        WRITTEN,
        "a slot or an identity is gone",
    ),
    Attack(
        "every slot dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE kind = 'slot'"),
        "the vault has no slot",
    ),
    Attack(
        "a stranger's slot",
        lambda t: t.sql("INSERT INTO key_row VALUES ('slot', ?, ?, ?)", bytes(16), bytes(16), bytes(124)),
        "the slot 00000000 belongs to nobody here",
    ),
    Attack("many strange slots", lambda t: t.many_slots(1000), WRITTEN),
    Attack(
        "a slot under another id",
        lambda t: t.sql("UPDATE key_row SET id = ? WHERE id = ?", bytes(16), t.slot("kit.txt")),
        f"the slot 00000000 {WRITTEN}",
        "a slot or an identity is gone",
    ),
    Attack(
        "a slot as a grant",
        lambda t: t.sql("UPDATE key_row SET kind = 'grant' WHERE id = ?", t.slot("kit.txt")),
        f"{DROPPED}",
        "a slot or an identity is gone",
    ),
    Attack(
        "the identity dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE kind = 'member'"),
        "the identity of a member",
    ),
    Attack(
        "a stranger's identity",
        lambda t: t.strange_identity(bytes(16)),
        "the identity of a member belongs to nobody here",
    ),
    Attack(
        "a stranger's identity in the place of one's own",
        lambda t: t.strange_identity(t.member),
        "the identity of a member",
    ),
    Attack(
        "one's own identity as a stranger's",
        lambda t: t.sql(
            "INSERT INTO key_row SELECT kind, ?, id, blob FROM key_row WHERE kind = 'member'", bytes(16)
        ),
        "the identity of a member belongs to nobody here",
    ),
    Attack(
        "a key of another kind",
        lambda t: t.sql("INSERT INTO key_row VALUES ('licence', ?, ?, ?)", t.member, bytes(16), b"x"),
        "a row of keys is not of the kind its table holds",
        NOTHING,
    ),
)
