//! The name that was probably meant.

use std::collections::BTreeSet;

use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_interchange::headers::{distance, fold};
use hovedbok_interchange::kinds::KINDS;

/// The most types that are named.
const NAMED_MAX: usize = 5;

/// The shortest text that a name is looked for by its beginning.
const BEGINNING_MIN: usize = 4;

/// The entry types that a text probably means: the one that is written nearly so, or those with that word in their name, or those
/// of a kind of table that is called so, in English or bokmål.
pub fn type_names(text: &str) -> Vec<&'static str> {
    let names = || FAMILIES.iter().flat_map(|family| family.types.iter().map(|t| t.name));
    let nearest = names().map(|name| (distance(text, name), name)).min();
    if let Some((_, name)) = nearest.filter(|(steps, _)| *steps <= 4) {
        return vec![name];
    }
    // What is written like the name of a type is more than a word.
    if text.contains('.') {
        return Vec::new();
    }
    let asked = fold(text);
    let begins = |name: &str| {
        let name = fold(name);
        let long = asked.chars().count() >= BEGINNING_MIN;
        name == asked || long && (name.starts_with(&asked) || asked.starts_with(&name))
    };
    let with_word = names().filter(|name| name.split('.').any(begins));
    let of_kinds = KINDS.iter().filter(|kind| begins(kind.bokmal) || begins(kind.name));
    let mut found: Vec<&str> = with_word.chain(of_kinds.flat_map(|kind| kind.type_names.iter().copied())).collect();
    let mut seen = BTreeSet::new();
    found.retain(|name| seen.insert(*name));
    found.truncate(NAMED_MAX);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_type() {
        assert_eq!(type_names("participant.intak"), ["participant.intake"]);
        assert_eq!(type_names("measure.start"), ["measure.started"]);
        assert!(type_names("something else").is_empty() && type_names("participant.teleported.away").is_empty());
    }

    #[test]
    fn a_word_finds_the_types_that_it_is_used_for() {
        assert!(type_names("fravær").contains(&"absence.recorded"), "{:?}", type_names("fravær"));
        assert!(type_names("Absence").contains(&"absence.recorded"));
        assert!(type_names("inntak").contains(&"participant.intake"));
        assert!(type_names("exit").contains(&"participant.exited"));
        assert!(type_names("milepæler").contains(&"plan.milestone_planned"));
    }
}
