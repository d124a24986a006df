//! How each value of a field is scanned. What a value refuses when it is read, it refuses here too.

use std::str::from_utf8;

use super::Scanner;
use crate::day::{Day, Month, Period};
use crate::entries::ledger::{KeyText, SignatureText};
use crate::entries::measure::DaysPerWeek;
use crate::entries::programme::Baseline;
use crate::entries::risk::Degree;
use crate::field::{List, Map};
use crate::ids::{EnrolmentId, MilestoneId, Name, ParticipantId, PlacementId};
use crate::instant::Instant;
use crate::money::{Ore, ShareBp};
use crate::text::{Label, Reference, Text};

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

pub(crate) use scan_object;

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
        if named(s, name, begun) { Self::scan(s) } else { Some(()) }
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

impl Scan for Baseline {
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        if s.takes(b"{\"value\":") {
            s.signed()?;
        } else {
            s.take(b"{\"why\":")?;
            crate::entries::codes::NoBaseline::scan(s)?;
        }
        s.take(b"}")
    }
}

/// Scans leaves: `some(value)` gives nothing when the value does not fit.
macro_rules! leaves {
    ($($($type:ty),+ => |$s:ident| $some:expr;)*) => {$($(
        impl Scan for $type {
            #[inline]
            fn scan($s: &mut Scanner<'_>) -> Option<()> {
                $some.map(|_| ())
            }
        }
    )+)*};
}

leaves! {
    Text, Label, Reference => |s| s.text();
    ParticipantId, EnrolmentId, PlacementId, MilestoneId => |s| s.uuid_text();
    Name => |s| s.unescaped_text().filter(|text| Name::fits(text));
    KeyText => |s| s.unescaped_text().filter(|text| from_utf8(text).is_ok_and(KeyText::fits));
    SignatureText => |s| s.unescaped_text().filter(|text| from_utf8(text).is_ok_and(SignatureText::fits));
    Day => |s| s.day();
    Month => |s| s.month();
    Instant => |s| s.instant_text();
    bool => |s| if s.takes(b"true") { Some(()) } else { s.take(b"false") };
    u8, DaysPerWeek => |s| s.number().filter(|number| *number <= u64::from(u8::MAX));
    u16 => |s| s.number().filter(|number| *number <= u64::from(u16::MAX));
    u32, ShareBp => |s| s.number().filter(|number| *number <= u64::from(u32::MAX));
    i64 => |s| s.signed();
    Ore => |s| s.signed().and_then(Ore::new);
    Degree => |s| s.number().and_then(|number| u8::try_from(number).ok()).and_then(|number| Degree::try_from(number).ok());
}
