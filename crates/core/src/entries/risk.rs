//! Family *risk*: what could go wrong. Stream `risk/<programme>`.

use super::define::family;
use crate::field::{Field, Shape};
use crate::pack::{Pack, Packer, Unpacker};
use crate::scan::scan_values;
use crate::text::{Label, Text};

/// A degree from 1 (least) to 5 (most).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Degree(u8);

impl TryFrom<u8> for Degree {
    type Error = String;
    fn try_from(degree: u8) -> Result<Degree, String> {
        if (1..=5).contains(&degree) {
            Ok(Degree(degree))
        } else {
            Err(format!("{degree} is not a degree from 1 to 5"))
        }
    }
}

impl From<Degree> for u8 {
    fn from(degree: Degree) -> u8 {
        degree.0
    }
}

impl Field for Degree {
    const SHAPE: Shape = Shape::Between(1, 5);
}

impl Pack for Degree {
    fn pack(&self, out: &mut Packer<'_>) {
        self.0.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Degree> {
        u8::unpack(from).and_then(|degree| Degree::try_from(degree).ok())
    }
}

scan_values! {
    Degree => |s| s.number().and_then(|number| u8::try_from(number).ok()).and_then(|number| Degree::try_from(number).ok());
}

family! {
    /// An entry about a risk.
    RiskEntry {
        /// A risk was identified.
        Identified = "risk.identified", LastDay {
            /// The risk's number in the document.
            number: Label,
            /// The risk.
            text: Text,
            /// What follows if it happens.
            consequences: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// A risk was assessed.
        Assessed = "risk.assessed", LastDay {
            /// The risk's number.
            number: Label,
            /// 1 to 5.
            probability: Degree,
            /// 1 to 5.
            consequence: Degree,
            /// A short note.
            note: Option<Text>,
        }
        /// Something is done about a risk.
        Treated = "risk.treated", LastDay {
            /// The risk's number.
            number: Label,
            /// What is done about it.
            treatment: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A risk no longer exists.
        RiskClosed = "risk.closed", LastDay {
            /// The risk's number.
            number: Label,
            /// A short note.
            note: Option<Text>,
        }
    }
}
