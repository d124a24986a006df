//! The name that was probably meant.

use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::identity::{folded, same};
use hovedbok_interchange::headers::distance;

/// The entry type whose name is nearest, when one is near.
pub fn type_name(text: &str) -> Option<&'static str> {
    let names = FAMILIES.iter().flat_map(|family| family.types.iter().map(|t| t.name));
    names.map(|name| (distance(text, name), name)).min().filter(|(steps, _)| *steps <= 4).map(|(_, name)| name)
}

/// How many names are suggested at most.
const SUGGESTED_MAX: usize = 3;

/// The known names that are nearest to one that is not known; a name that stood once is no help to who asks for it.
pub fn names<'n>(text: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    let (asked, text) = (text, folded(text));
    let mut known: Vec<(usize, &str)> =
        known.filter(|name| !same(name, asked)).map(|name| (distance(&text, &folded(name)), name)).collect();
    known.sort_unstable();
    known.into_iter().take(SUGGESTED_MAX).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_type() {
        assert_eq!(type_name("participant.intak"), Some("participant.intake"));
        assert_eq!(type_name("measure.start"), Some("measure.started"));
        assert_eq!(type_name("something else"), None);
    }

    #[test]
    fn the_nearest_names_come_first() {
        let known = ["Workshop", "ASVO", "Fretex", "workshops"];
        assert_eq!(names("WORKSHOPP", known.into_iter()), ["Workshop", "workshops", "ASVO"]);
        assert_eq!(names("x", std::iter::empty()), [""; 0]);
    }
}
