//! How each value of a field is scanned: its bytes are walked over, and nothing is decoded. What a value refuses when it
//! is read, it refuses here too. Types of entries say in their own files how they are scanned.

mod scanner;

use std::str::from_utf8;

use crate::day::{Day, Month, Period};
use crate::field::{AtLeastOne, List, Map};
use crate::ids::{EnrolmentId, MilestoneId, Name, ParticipantId, PlacementId};
use crate::instant::Instant;
use crate::money::{Ore, ShareBp};
use crate::text::{Label, Reference, Text};

pub(crate) use scanner::{Scanner, is_uuid};

/// A value whose canonical JSON can be walked over.
pub(crate) trait Scan {
    /// Walks over the value; nothing when it is not canonical, is not of this kind, or is better left to decoding.
    fn scan(s: &mut Scanner<'_>) -> Option<()>;

    /// Walks over the value as a field of an object. `name` is `,"name":`; the first field has no comma.
    #[inline(always)]
    fn field(s: &mut Scanner<'_>, name: &'static [u8], begun: &mut bool) -> Option<()> {
        named(s, name, begun).then(|| Self::scan(s)).flatten()
    }
}

/// Takes the name of a field if it is there.
#[inline(always)]
fn named(s: &mut Scanner<'_>, name: &'static [u8], begun: &mut bool) -> bool {
    let name = if *begun { name } else { name.get(1..).unwrap_or_default() };
    let named = s.takes(name);
    *begun |= named;
    named
}

/// Scans a struct as its derived encoding writes it: these fields, in this order.
macro_rules! scan_object {
    ($type:ty { $($field:ident : $value:ty),* $(,)? }) => {
        impl $crate::scan::Scan for $type {
            fn scan(s: &mut $crate::scan::Scanner<'_>) -> Option<()> {
                let mut begun = false;
                s.take(b"{")?;
                $(<$value as $crate::scan::Scan>::field(
                    s,
                    concat!(",\"", stringify!($field), "\":").as_bytes(),
                    &mut begun,
                )?;)*
                let _ = begun;
                s.take(b"}")
            }
        }
    };
}

/// Scans single values: `some(value)` gives nothing when the value does not fit.
macro_rules! scan_values {
    ($($($type:ty),+ => |$s:ident| $some:expr;)*) => {$($(
        impl $crate::scan::Scan for $type {
            #[inline]
            fn scan($s: &mut $crate::scan::Scanner<'_>) -> Option<()> {
                $some.map(|_| ())
            }
        }
    )+)*};
}

pub(crate) use scan_object;
pub(crate) use scan_values;

impl<T: Scan> Scan for Option<T> {
    /// A value that is there: one that is not is left out with its name.
    #[inline]
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        T::scan(s)
    }

    #[inline(always)]
    fn field(s: &mut Scanner<'_>, name: &'static [u8], begun: &mut bool) -> Option<()> {
        if named(s, name, begun) { T::scan(s) } else { Some(()) }
    }
}

impl<T: Scan> Scan for List<T> {
    /// A list with something in it: an empty one is left out with its name.
    #[inline]
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        s.take(b"[")?;
        T::scan(s)?;
        while s.takes(b",") {
            T::scan(s)?;
        }
        s.take(b"]")
    }

    #[inline(always)]
    fn field(s: &mut Scanner<'_>, name: &'static [u8], begun: &mut bool) -> Option<()> {
        if named(s, name, begun) { List::<T>::scan(s) } else { Some(()) }
    }
}

impl<T: Scan> Scan for AtLeastOne<T> {
    #[inline]
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        List::<T>::scan(s)
    }
}

impl<T: Scan> Scan for Map<T> {
    /// Labels in rising order; one in which something is escaped is left to decoding.
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        s.take(b"{")?;
        if s.takes(b"}") {
            return Some(());
        }
        let mut last = None;
        loop {
            let label = from_utf8(s.unescaped_text()?).ok()?;
            if last.is_some_and(|last| last >= label) {
                return None;
            }
            last = Some(label);
            s.take(b":")?;
            T::scan(s)?;
            if !s.takes(b",") {
                return s.take(b"}");
            }
        }
    }
}

impl Scan for Period {
    #[inline]
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        if !s.takes(b"{\"start\":") {
            return s.day().map(|_| ());
        }
        let start = s.day()?;
        s.take(b",\"end\":")?;
        let end = s.day()?;
        let written = s.takes(b",\"as_written\":");
        if written {
            s.text()?;
        }
        // A single day without a text is written as a day.
        let ordered = if written { start <= end } else { start < end };
        ordered.then(|| s.take(b"}")).flatten()
    }
}

scan_values! {
    Text, Label, Reference => |s| s.text();
    ParticipantId, EnrolmentId, PlacementId, MilestoneId => |s| s.uuid_text();
    Name => |s| s.unescaped_text().filter(|text| Name::fits(text));
    Day => |s| s.day();
    Month => |s| s.month();
    Instant => |s| s.instant_text();
    bool => |s| if s.takes(b"true") { Some(()) } else { s.take(b"false") };
    u8 => |s| s.number().filter(|number| *number <= u64::from(u8::MAX));
    u16 => |s| s.number().filter(|number| *number <= u64::from(u16::MAX));
    u32, ShareBp => |s| s.number().filter(|number| *number <= u64::from(u32::MAX));
    i64 => |s| s.signed();
    Ore => |s| s.signed().and_then(Ore::new);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_wherever_it_stands_in_a_text() {
        for length in 0..20 {
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut text = vec![b'a'; length];
                    text[at] = byte;
                    let quoted = [b"\"", text.as_slice(), b"\""].concat();
                    let mut s = Scanner::new(&quoted);
                    let scanned = s.text().is_some() && s.end().is_some();
                    let read = serde_json::from_slice::<String>(&quoted);
                    let canonical = read.is_ok_and(|read| serde_json::to_vec(&read).unwrap() == quoted);
                    assert_eq!(scanned, canonical, "{byte:#x} at {at} of {length}");
                }
            }
        }
        for code in 0..=0x11ffu32 {
            for text in [format!("\"\\u{code:04x}\""), format!("\"\\u{code:04X}\"")] {
                let mut s = Scanner::new(text.as_bytes());
                let scanned = s.text().is_some() && s.end().is_some();
                let read: String = serde_json::from_str(&text).unwrap();
                assert_eq!(scanned, serde_json::to_string(&read).unwrap() == text, "{text}");
            }
        }
    }
}
