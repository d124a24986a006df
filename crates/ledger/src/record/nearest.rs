//! The name that was probably meant.

use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_interchange::headers::distance;

/// The entry type whose name is nearest, when one is near.
pub fn type_name(text: &str) -> Option<&'static str> {
    let names = FAMILIES.iter().flat_map(|family| family.types.iter().map(|t| t.name));
    names.map(|name| (distance(text, name), name)).min().filter(|(steps, _)| *steps <= 4).map(|(_, name)| name)
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
}
