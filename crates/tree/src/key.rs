//! Keys that sign notes: Ed25519, written as C2SP signed-note and Go's `sumdb/note` write them.
//!
//! The same Ed25519 key can sign notes (type 0x01) and cosign checkpoints (type 0x04, C2SP tlog-cosignature); the two
//! have different key ids.

use std::fmt;

use base16ct::lower;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, VerifyingKey};
use sha2::{Digest, Sha256};

/// How a private key begins in its file.
const PRIVATE: &str = "PRIVATE+KEY+";

/// Why a key cannot be taken. Never holds anything of a private key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name breaks the rule of signed notes.
    #[error("a key name must not be empty or contain spaces, control characters or '+': choose another name")]
    Name,
    /// The text is not a verifier key.
    #[error("this is not a public key, which is one line NAME+ID+KEY with the id as 8 lower-case hexadecimal digits")]
    NotPublic,
    /// The text is not a private key.
    #[error(
        "this is not a private key: its file is one line PRIVATE+KEY+NAME+ID+KEY, with the id as 8 lower-case \
         hexadecimal digits; if the file was changed, restore it from its copy"
    )]
    NotPrivate,
    /// The key material is of a type that is not read here.
    #[error("the key is of type {found:#04x}; only Ed25519 (0x01) and Ed25519 cosignatures (0x04) are read here")]
    Type {
        /// The type byte.
        found: u8,
    },
    /// The id is not that of the name and key.
    #[error(
        "the key id says {written:08x}, but name and key give {computed:08x} (the first 4 bytes of their SHA-256): the \
         line was changed or written wrongly; fetch it again from its owner"
    )]
    Id {
        /// The id in the text.
        written: u32,
        /// The id that name and key give.
        computed: u32,
    },
    /// The public key is not one that a private key can have.
    #[error("the 32 bytes are not an Ed25519 public key that can be trusted (RFC 8032): fetch it again from its owner")]
    NotAPoint,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Type 0x01: the text of a note.
    Ed25519,
    /// Type 0x04: a checkpoint and the time at which it was seen (C2SP tlog-cosignature).
    CosignatureV1,
}

impl KeyKind {
    /// The type byte of signed notes.
    pub fn byte(self) -> u8 {
        match self {
            KeyKind::Ed25519 => 0x01,
            KeyKind::CosignatureV1 => 0x04,
        }
    }
}

/// A public key with its name; `Display` and [`VerifierKey::parse`] use one line `NAME+ID+KEY`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    id: [u8; 4],
    public: VerifyingKey,
}

impl VerifierKey {
    /// The key with this name, kind and Ed25519 public key (32 bytes, RFC 8032).
    ///
    /// # Errors
    /// [`KeyError::Name`], or [`KeyError::NotAPoint`] for bytes that no private key has or that are weak.
    pub fn new(name: &str, kind: KeyKind, public: [u8; 32]) -> Result<VerifierKey, KeyError> {
        check_name(name)?;
        let public = VerifyingKey::from_bytes(&public).map_err(|_| KeyError::NotAPoint)?;
        if public.is_weak() {
            return Err(KeyError::NotAPoint);
        }
        let id = key_id(name, kind, &public);
        Ok(VerifierKey { name: name.to_owned(), kind, id, public })
    }

    /// Reads `NAME+ID+KEY`, with or without a newline at its end.
    ///
    /// # Errors
    /// [`KeyError`]: which part is wrong.
    pub fn parse(text: &str) -> Result<VerifierKey, KeyError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let Parts { name, id, kind, bytes } = Parts::of(line, KeyError::NotPublic)?;
        VerifierKey::new(name, kind, bytes)?.with_written_id(id)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first 4 bytes of SHA-256(name ‖ newline ‖ type ‖ public key).
    pub fn key_id(&self) -> [u8; 4] {
        self.id
    }

    /// What the key signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The Ed25519 public key (RFC 8032).
    pub fn public_bytes(&self) -> [u8; 32] {
        self.public.to_bytes()
    }

    /// The same name and public key for signatures of another kind.
    pub fn as_kind(&self, kind: KeyKind) -> VerifierKey {
        let id = key_id(&self.name, kind, &self.public);
        VerifierKey { name: self.name.clone(), kind, id, public: self.public }
    }

    /// Whether one private key signs for both, whatever their names and kinds.
    pub fn is_same_key(&self, other: &VerifierKey) -> bool {
        self.public == other.public
    }

    /// Whether these bytes are this key's Ed25519 signature of the message.
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = ed25519_dalek::Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.public.verify_strict(message, &signature).is_ok())
    }

    fn with_written_id(self, written: [u8; 4]) -> Result<VerifierKey, KeyError> {
        if self.id != written {
            let (written, computed) = (u32::from_be_bytes(written), u32::from_be_bytes(self.id));
            return Err(KeyError::Id { written, computed });
        }
        Ok(self)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, &self.name, self.id, self.kind, self.public.as_bytes())
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

/// A private Ed25519 key with its name. `Debug` shows the name and id only; the secret is wiped when it is dropped.
pub struct SigningKey {
    verifier: VerifierKey,
    secret: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key of this name from 32 random bytes, the seed of RFC 8032.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<SigningKey, KeyError> {
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, KeyKind::Ed25519, secret.verifying_key().to_bytes())?;
        Ok(SigningKey { verifier, secret })
    }

    /// Reads the text of a private key's file, `PRIVATE+KEY+NAME+ID+KEY`, with or without a newline at its end.
    ///
    /// # Errors
    /// [`KeyError`]: which part is wrong. No message holds anything of the key.
    pub fn parse_private(text: &str) -> Result<SigningKey, KeyError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let line = line.strip_prefix(PRIVATE).ok_or(KeyError::NotPrivate)?;
        let Parts { name, id, kind, bytes } = Parts::of(line, KeyError::NotPrivate)?;
        if kind != KeyKind::Ed25519 {
            return Err(KeyError::Type { found: kind.byte() });
        }
        let SigningKey { verifier, secret } = SigningKey::from_seed(name, bytes)?;
        Ok(SigningKey { verifier: verifier.with_written_id(id)?, secret })
    }

    /// The text of the private key's file: one line with a newline. Keep it outside the ledger's folder, mode 0600.
    pub fn private_text(&self) -> String {
        struct Private<'a>(&'a SigningKey);
        impl fmt::Display for Private<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let VerifierKey { name, kind, id, .. } = &self.0.verifier;
                write_key(f, name, *id, *kind, self.0.secret.as_bytes())
            }
        }
        format!("{PRIVATE}{}\n", Private(self))
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// The public key for this key's signatures of notes (type 0x01).
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The public key for this key's cosignatures of checkpoints (type 0x04).
    pub fn cosigner(&self) -> VerifierKey {
        self.verifier.as_kind(KeyKind::CosignatureV1)
    }

    /// The Ed25519 signature of the message.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.verifier.id);
        write!(f, "SigningKey({}+{id:08x}, secret not shown)", self.verifier.name)
    }
}

/// The rule for key names: not empty, no Unicode spaces, no '+', none of the control characters that a note cannot hold.
pub(crate) fn check_name(name: &str) -> Result<(), KeyError> {
    let refused = |c: char| c.is_whitespace() || matches!(c, '\0'..='\x1f' | '+');
    if name.is_empty() || name.contains(refused) { Err(KeyError::Name) } else { Ok(()) }
}

fn key_id(name: &str, kind: KeyKind, public: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', kind.byte()]).chain_update(public).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
    [a, b, c, d]
}

fn write_key(f: &mut fmt::Formatter<'_>, name: &str, id: [u8; 4], kind: KeyKind, key: &[u8; 32]) -> fmt::Result {
    let material: Vec<u8> = [kind.byte()].iter().chain(key).copied().collect();
    write!(f, "{name}+{:08x}+{}", u32::from_be_bytes(id), STANDARD.encode(material))
}

/// The parts of `NAME+ID+KEY`, as they are written.
struct Parts<'a> {
    name: &'a str,
    id: [u8; 4],
    kind: KeyKind,
    bytes: [u8; 32],
}

impl Parts<'_> {
    /// Splits the line; `shape` is the error when it is not such a line.
    fn of(line: &str, shape: KeyError) -> Result<Parts<'_>, KeyError> {
        let refused = || shape.clone();
        let (name, rest) = line.split_once('+').ok_or_else(refused)?;
        let (id, key) = rest.split_once('+').ok_or_else(refused)?;
        let mut key_id = [0; 4];
        let read = lower::decode(id, &mut key_id).map_err(|_| refused())?;
        if read.len() != 4 {
            return Err(shape);
        }
        let material = STANDARD.decode(key).map_err(|_| refused())?;
        let (kind, bytes) = material.split_first().ok_or_else(refused)?;
        let kind = match kind {
            0x01 => KeyKind::Ed25519,
            0x04 => KeyKind::CosignatureV1,
            other => return Err(KeyError::Type { found: *other }),
        };
        let bytes = bytes.try_into().map_err(|_| refused())?;
        Ok(Parts { name, id: key_id, kind, bytes })
    }
}
