//! Family *ledger*: the ledger itself. Stream `ledger`.
//!
//! Keys and signatures are written as C2SP signed notes write them (<https://c2sp.org/signed-note>).

use std::fmt;
use std::str::{FromStr, from_utf8};

use serde::{Deserialize, Deserializer, Serialize};

use super::define::family;
use crate::field::{Field, Shape, parsed};
use crate::pack::{Pack, Packer, Unpacker};
use crate::scan::scan_values;
use crate::text::Text;

/// The bytes that a verifier key can take.
const KEY_BYTES_MAX: usize = 200;

/// A text is no key or no signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// Not a verifier key.
    #[error(
        "'{0}' is not a verifier key: write name+hash+key as 'key new' prints it, {KEY_BYTES_MAX} bytes at the most"
    )]
    Key(String),
    /// Not a signature.
    #[error("'{0}' is not an Ed25519 signature: write its 64 bytes as 88 characters of base64")]
    Signature(String),
}

/// A verifier key of a signed note: `name+hash+key`, the hash as 8 hexadecimal digits, the key as base64 of 33 bytes
/// (kind and Ed25519 key). Only its form is looked at here; whether hash and key fit is for who checks signatures.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct KeyText(Box<str>);

impl KeyText {
    /// The key as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn fits(text: &str) -> bool {
        let refused = |c: char| c.is_whitespace() || c < ' ' || c == '+';
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return false };
        let named = !name.is_empty() && !name.contains(refused);
        let hashed = hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
        named && hashed && key.len() == 44 && key.bytes().all(is_base64) && text.len() <= KEY_BYTES_MAX
    }
}

/// An Ed25519 signature: base64 of 64 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct SignatureText(Box<str>);

impl SignatureText {
    /// The signature as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn fits(text: &str) -> bool {
        // The last character before the padding carries two bits of the signature and four zero bits.
        let ends = |digits: &str| digits.ends_with(['A', 'Q', 'g', 'w']);
        text.len() == 88 && text.strip_suffix("==").is_some_and(|d| d.bytes().all(is_base64) && ends(d))
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

macro_rules! key_texts {
    ($($name:ident => $error:ident, $expected:literal);* $(;)?) => {$(
        impl FromStr for $name {
            type Err = KeyTextError;
            fn from_str(text: &str) -> Result<$name, KeyTextError> {
                let fits = $name::fits(text).then(|| $name(text.into()));
                fits.ok_or_else(|| KeyTextError::$error(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                parsed(deserializer, $expected)
            }
        }

        impl Pack for $name {
            fn pack(&self, out: &mut Packer<'_>) {
                out.text(&self.0);
            }
            fn unpack(from: &mut Unpacker<'_>) -> Option<$name> {
                from.text()?.parse().ok()
            }
        }

        // No free text: base64 can look like a telephone number.
        impl Field for $name {
            const SHAPE: Shape = Shape::Label;
        }
    )*};
}

key_texts! {
    KeyText => Key, "a verifier key";
    SignatureText => Signature, "a signature";
}

scan_values! {
    KeyText => |s| s.unescaped_text().filter(|text| from_utf8(text).is_ok_and(KeyText::fits));
    SignatureText => |s| s.unescaped_text().filter(|text| from_utf8(text).is_ok_and(SignatureText::fits));
}

family! {
    /// An entry about the ledger.
    LedgerEntry {
        /// Migration is over: from here on, the recorded time of every entry is the time at which it really was
        /// recorded.
        Opened = "ledger.opened", LastDay {
            /// A short note.
            note: Option<Text>,
        }
        /// From this day, the ledger is signed with another key; the old key has signed this change.
        KeyRotated = "key.rotated", FirstDay {
            /// The verifier key before, `name+hash+key`.
            old: KeyText,
            /// The verifier key now.
            new: KeyText,
            /// The old key's signature over `hovedbok/key.rotated@v1`, the old and the new key, each on a line, as base64.
            signature: SignatureText,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_signatures_are_read_by_their_form() {
        let key = |name: &str, hash: &str, key: &str| format!("{name}+{hash}+{key}").parse::<KeyText>();
        let material = format!("AQ+/{}", "z".repeat(40));
        assert_eq!(key("hovedbok.example/Gjøvik", "0123abcd", &material).unwrap().as_str().len(), 78);
        assert!(key(&"n".repeat(146), "0123abcd", &material).is_ok());
        for (name, hash, material) in [
            ("", "0123abcd", material.as_str()),
            ("a b", "0123abcd", &material),
            ("a\n", "0123abcd", &material),
            ("a+b", "0123abcd", &material),
            ("a", "0123ABCD", &material),
            ("a", "0123abc", &material),
            ("a", "0123abcd", "AQ=="),
            ("a", "0123abcd", &"-".repeat(44)),
            (&"n".repeat(147), "0123abcd", &material),
        ] {
            let error = key(name, hash, material).unwrap_err();
            assert!(error.to_string().contains("200 bytes"), "{error}");
        }
        let signature = |last: &str, end: &str| format!("{}{last}{end}", "+".repeat(85)).parse::<SignatureText>();
        for last in ["A", "Q", "g", "w"] {
            assert!(signature(last, "==").is_ok(), "{last}");
        }
        for (last, end) in [("B", "=="), ("A", ""), ("A", "AA"), ("", "=="), ("AA", "="), ("=", "==")] {
            assert!(signature(last, end).is_err(), "{last} {end}");
        }
    }
}
