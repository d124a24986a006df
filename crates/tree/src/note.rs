//! Signed notes: a text, an empty line, and signature lines (C2SP signed-note).
//!
//! The signatures begin after the last empty line, so a text may hold empty lines and even a whole note.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::key::{KeyKind, SigningKey, VerifierKey, check_name};

/// The most bytes of a note.
pub const NOTE_MAX: usize = 1024 * 1024;

/// The most signatures of a note.
pub const SIGNATURES_MAX: usize = 64;

/// How a signature line begins.
const DASH: &str = "\u{2014} ";

/// Why a note cannot be read, signed or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Larger than [`NOTE_MAX`].
    #[error("the note has {bytes} bytes; a note has at most {NOTE_MAX}: this is not a note")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// A control character that is not a newline.
    #[error(
        "line {line} has a control character, which is not allowed in a signed note: the file was changed or is \
             not a note"
    )]
    ControlCharacter {
        /// The line, from 1.
        line: usize,
    },
    /// The last line does not end, or there is no text.
    #[error("the text of a signed note is whole lines, each ending in a newline: this one is cut off or empty")]
    NotLines,
    /// There is no empty line with something after it.
    #[error("no signature follows the last empty line (the text ends there): the note is not signed, or was cut off")]
    NoSignatures,
    /// A line after the last empty line is not a signature line.
    #[error("line {line} is not a signature line: {rule}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What it must be.
        rule: &'static str,
    },
    /// More than [`SIGNATURES_MAX`] signatures.
    #[error("line {line} is one signature too many; a note has at most {SIGNATURES_MAX}")]
    TooManySignatures {
        /// The line, from 1.
        line: usize,
    },
    /// A signature that cannot be written as a signature line.
    #[error("a signature has a key name (without spaces and '+') and at least one byte: this one cannot be added")]
    NotASignature,
    /// No signature by the key.
    #[error("the note is not signed by key {name}+{id:08x}: that key vouches for nothing in it")]
    NotSignedBy {
        /// The name of the key.
        name: String,
        /// The id of the key.
        id: u32,
    },
    /// A signature under the key's name, but by another key.
    #[error(
        "the note is signed under the name {name} by another key ({found:08x}, not {expected:08x}): check whether the \
         key was changed and announced; if not, do not believe the note"
    )]
    AnotherKey {
        /// The name of both keys.
        name: String,
        /// The id of the key that was asked for.
        expected: u32,
        /// The id of the key that signed.
        found: u32,
    },
    /// The signature does not fit the text.
    #[error("the signature of key {name}+{id:08x} does not fit the text: the text or the signature was changed")]
    WrongSignature {
        /// The name of the key.
        name: String,
        /// The id of the key.
        id: u32,
    },
    /// A cosigner's key where the key of an author is needed.
    #[error(
        "key {name} is of the type for witnesses of checkpoints (0x04), which signs nothing else: name another key"
    )]
    CosignerKey {
        /// The name of the key.
        name: String,
    },
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub key_id: [u8; 4],
    /// The signature itself: 64 bytes for Ed25519, 72 for a cosignature (time and Ed25519), others for other types.
    pub bytes: Vec<u8>,
}

impl fmt::Display for Signature {
    /// The line without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let material: Vec<u8> = self.key_id.iter().chain(&self.bytes).copied().collect();
        write!(f, "{DASH}{} {}", self.name, STANDARD.encode(material))
    }
}

/// A text with its signatures, which are only believed once [`Note::verify`] has checked one; `Display` writes the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// The note of a text with one signature.
///
/// # Errors
/// [`NoteError::NotLines`], [`NoteError::ControlCharacter`] or [`NoteError::TooLarge`] for a text no note can have.
pub fn sign(text: &str, key: &SigningKey) -> Result<Note, NoteError> {
    check_characters(text)?;
    if !text.ends_with('\n') {
        return Err(NoteError::NotLines);
    }
    let mut note = Note { text: text.to_owned(), signatures: Vec::new() };
    let bytes = key.sign(text.as_bytes()).to_vec();
    note.add(Signature { name: key.name().to_owned(), key_id: key.verifier().key_id(), bytes })?;
    Ok(note)
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError`] with the line that breaks the format.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        check_characters(note)?;
        if !note.ends_with('\n') {
            return Err(NoteError::NotLines);
        }
        let (before, lines) = note.rsplit_once("\n\n").ok_or(NoteError::NoSignatures)?;
        let text = format!("{before}\n");
        let above = text.matches('\n').count() + 1;
        let signatures = signature_lines(lines, above)?;
        Ok(Note { text, signatures })
    }

    /// The text, with its last newline and without the empty line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in their order, checked or not.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature line; one that is there already changes nothing. The signature is not checked.
    ///
    /// # Errors
    /// [`NoteError::NotASignature`], [`NoteError::TooManySignatures`] or [`NoteError::TooLarge`]; the note is then
    /// unchanged.
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        if check_name(&signature.name).is_err() || signature.bytes.is_empty() {
            return Err(NoteError::NotASignature);
        }
        if self.signatures.len() >= SIGNATURES_MAX {
            let line = self.text.matches('\n').count() + 2 + self.signatures.len();
            return Err(NoteError::TooManySignatures { line });
        }
        self.signatures.push(signature);
        let bytes = self.to_string().len();
        if bytes > NOTE_MAX {
            self.signatures.pop();
            return Err(NoteError::TooLarge { bytes });
        }
        Ok(())
    }

    /// Checks that the key signed the text. Signatures of other keys are ignored, as the standard says.
    ///
    /// # Errors
    /// [`NoteError::NotSignedBy`], [`NoteError::AnotherKey`], [`NoteError::WrongSignature`], or
    /// [`NoteError::CosignerKey`] for a key that only cosigns checkpoints.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        match key.kind() {
            KeyKind::Ed25519 => self.signed_by(key, |bytes| key.signed(self.text.as_bytes(), bytes).then_some(())),
            KeyKind::CosignatureV1 => Err(NoteError::CosignerKey { name: key.name().to_owned() }),
        }
    }

    /// The same text with other signatures.
    pub(crate) fn with_signatures(&self, signatures: Vec<Signature>) -> Note {
        Note { text: self.text.clone(), signatures }
    }

    /// Checks every signature with the name and id of the key, of which there must be one. Gives the largest of what
    /// `check` makes of the signatures' bytes; none means that a signature is wrong.
    pub(crate) fn signed_by<T: Ord>(
        &self,
        key: &VerifierKey,
        check: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<T, NoteError> {
        let (name, id) = (key.name().to_owned(), u32::from_be_bytes(key.key_id()));
        let mut largest = None;
        let mut another = None;
        for signature in self.signatures.iter().filter(|signature| signature.name == name) {
            if signature.key_id != key.key_id() {
                another = Some(u32::from_be_bytes(signature.key_id));
                continue;
            }
            match check(&signature.bytes) {
                Some(found) => largest = largest.max(Some(found)),
                None => return Err(NoteError::WrongSignature { name, id }),
            }
        }
        match (largest, another) {
            (Some(largest), _) => Ok(largest),
            (None, Some(found)) => Err(NoteError::AnotherKey { name, expected: id, found }),
            (None, None) => Err(NoteError::NotSignedBy { name, id }),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// Reads signature lines, each ending in a newline, below that many lines of text.
pub(crate) fn signature_lines(lines: &str, above: usize) -> Result<Vec<Signature>, NoteError> {
    if lines.is_empty() {
        return Err(NoteError::NoSignatures);
    }
    let mut signatures = Vec::new();
    for (number, line) in lines.split_terminator('\n').enumerate() {
        let number = above + number + 1;
        if signatures.len() == SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures { line: number });
        }
        signatures.push(signature_line(line).map_err(|rule| NoteError::Malformed { line: number, rule })?);
    }
    Ok(signatures)
}

/// The rules of a note's size and characters, whatever its shape.
pub(crate) fn check_characters(note: &str) -> Result<(), NoteError> {
    if note.len() > NOTE_MAX {
        return Err(NoteError::TooLarge { bytes: note.len() });
    }
    match note.split('\n').position(|line| line.bytes().any(|byte| byte < 0x20)) {
        Some(line) => Err(NoteError::ControlCharacter { line: line + 1 }),
        None => Ok(()),
    }
}

fn signature_line(line: &str) -> Result<Signature, &'static str> {
    let rest = line.strip_prefix(DASH).ok_or("it must begin with an em dash and a space")?;
    let (name, material) = rest.split_once(' ').ok_or("it must hold a key name, a space and the signature")?;
    check_name(name).map_err(|_| "the key name must be without spaces and '+', and not empty")?;
    let material = STANDARD.decode(material).map_err(|_| "the signature must be standard base64 with padding")?;
    match material.split_first_chunk::<4>() {
        Some((key_id, bytes)) if !bytes.is_empty() => {
            Ok(Signature { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
        }
        Some(_) | None => Err("the signature must hold a key id of 4 bytes and something more"),
    }
}
