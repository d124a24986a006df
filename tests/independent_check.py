"""Checks an archive from its files alone, written from the standards and docs/format.md, with no code of the ledger.

Usage: python3 independent_check.py ARCHIVE_DIR VKEY [PROOF_FILE]
VKEY is the log's verifier key, or a file that holds one or more, one on each line.
Recomputes commitments, leaves and roots (RFC 6962), the segments' SHA-256, the signature (C2SP signed-note) and, with a
proof (C2SP tlog-proof), that its entry is included. Exits with 0 when all agrees, with 1 when anything does not. Needs
the package cryptography. Whether JSON is canonical, and times and versions follow one another, is not looked at."""
import functools, hashlib, json, os.path, pathlib, re, sys
from base64 import b64decode
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def need(holds, what):
    if not holds:
        raise ValueError(what)

JSON, base64 = json.JSONDecoder(), functools.partial(b64decode, validate=True)

def root(leaves):  # RFC 6962 section 2.1
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01", root(leaves[:k]), root(leaves[k:]))

def root_from(node, at, last, path):
    """The root that a leaf and its proof lead to (RFC 9162 section 2.1.3.2); `last` is the tree's last leaf."""
    for step in path:
        need(last > 0, "the proof has too many hashes")
        right = at & 1 or at == last
        node = sha256(b"\x01", step, node) if right else sha256(b"\x01", node, step)
        while right and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    need(last == 0, "the proof has too few hashes")
    return node

def leaf(line, seq):
    """The leaf of a line {"head":…,"salt":…,"body":…}; head and body are hashed as they stand, byte for byte."""
    need(line.startswith('{"head":'), f"entry {seq}: the line is not that of an entry")
    head, end = JSON.raw_decode(line, 8)
    salt = re.compile(r',"salt":"([0-9a-f]{32})","body":').match(line, end)
    need(salt, f"entry {seq}: no salt and body follow the head")
    body_end = JSON.raw_decode(line, salt.end())[1]
    need(line[body_end:] == "}", f"entry {seq}: something follows the body")
    need(head["seq"] == seq, f"this is entry {head['seq']}, but {seq} comes next")
    commitment = sha256(bytes.fromhex(salt[1]), line[salt.end():body_end].encode()).hex()
    need(head["body_sha256"] == commitment, f"entry {seq}: the body is not the one that the head commits to")
    return sha256(b"\x00", line[8:end].encode())

def keys(given):
    """Name, id and material of the keys: one by its text, or those in a file."""
    lines = pathlib.Path(given).read_text("utf-8").split("\n") if os.path.isfile(given) else [given]
    for line in filter(None, map(str.strip, lines)):
        need(line.count("+") >= 2, "VKEY is neither a verifier key nor a file that holds one")
        name, key_id, material = line.split("+", 2)
        material = base64(material)
        fits = sha256(name.encode(), b"\n", material)[:4].hex() == key_id and material[0] == 1
        need(fits, f"{name}+{key_id} is not an Ed25519 key")
        yield name, key_id, material

def checkpoint(note, vkeys):
    """Origin, size and root of a checkpoint that one of the keys signed."""
    need(vkeys, "there is no key in the file")
    text, _, lines = note.rpartition("\n\n")
    signers = []
    for name, key_id, material in vkeys:
        signed = [base64(line.split(" ")[2]) for line in lines.split("\n") if line.startswith(f"— {name} ")]
        signatures = [signature[4:] for signature in signed if signature[:4].hex() == key_id]
        signers += [key_id] if signatures else []
        for signature in signatures:  # raises InvalidSignature when one does not fit the text
            Ed25519PublicKey.from_public_bytes(material[1:]).verify(signature, f"{text}\n".encode())
    named = ", ".join(f"{name}+{key_id}" for name, key_id, _ in vkeys)
    need(signers, f"the checkpoint is not signed by key {named}")
    origin, size, tree = text.split("\n")[:3]
    return origin, int(size), base64(tree)

def check(vkeys, folder, proof=None):
    manifest, leaves = JSON.decode((folder / "manifest.json").read_bytes().decode()), []
    for segment in manifest["segments"]:
        name = f"entries-{segment['first']:010}-{segment['last']:010}.jsonl"
        data = (folder / name).read_bytes()
        need((segment["file"], segment["bytes"], data[-1:]) == (name, len(data), b"\n"), f"{name}: its name or length")
        leaves += [leaf(line, len(leaves) + at) for at, line in enumerate(data.decode().split("\n")[:-1], 1)]
        need(segment["last"] == segment["size"] == len(leaves), f"{name}: it does not end with its last entry")
        need(segment["sha256"] == sha256(data).hex(), f"{name}: it has another SHA-256 than the manifest says")
        need(segment["root"] == root(leaves).hex(), f"{name}: the tree has another root than the manifest says")
    origin, tree = manifest["origin"], root(leaves)
    head = (manifest["format"], manifest["size"], manifest["root"])
    need(head == ("hovedbok/archive@v1", len(leaves), tree.hex()), "the manifest has another format, size or root")
    print(f"{len(leaves)} entries with root {tree.hex()}: commitments, leaves, segments and manifest agree")
    signed = checkpoint((folder / "checkpoint").read_bytes().decode(), vkeys)
    need(signed == (origin, len(leaves), tree), "the signed tree head is not that of the entries")
    print(f"the checkpoint of {origin} over {len(leaves)} entries is signed by the key")
    if proof:
        text = proof.read_bytes().decode()
        shape = re.match(r"c2sp\.org/tlog-proof@v1\nextra (\S+)\nindex (\d+)\n((?:\S{44}\n)*)\n", text)
        need(shape, "this is no proof of an entry")
        head, at, path = base64(shape[1]), int(shape[2]), [base64(step) for step in shape[3].split()]
        _, size, _ = signed = checkpoint(text[shape.end():], vkeys)
        need(signed == (origin, size, root(leaves[:size])), "the proof's tree head is not that of the entries")
        need(at < size <= len(leaves) and sha256(b"\x00", head) == leaves[at], "the proof is about another entry")
        need(root_from(leaves[at], at, size - 1, path) == signed[2], "the proof does not hold")
        print(f"entry {at + 1} is included in the tree of {size} entries")

if not 3 <= len(sys.argv) <= 4:
    sys.exit(__doc__)
try:
    check(list(keys(sys.argv[2])), *map(pathlib.Path, sys.argv[1:2] + sys.argv[3:]))
except (InvalidSignature, ValueError, LookupError, TypeError, OSError, RecursionError) as error:
    sys.exit(f"refused: {type(error).__name__}: {error}")
