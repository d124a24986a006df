//! The names that were probably meant.

use hovedbok_core::identity::{folded, same};

/// How many names are suggested at most.
const SUGGESTED_MAX: usize = 3;

/// The known names that are nearest to one that is not known; a name that stood once is no help to who asks for it.
pub fn names<'n>(text: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    let (asked, text) = (text, folded(text));
    let mut known: Vec<(usize, &str)> = known
        .filter(|name| !same(name, asked))
        .map(|name| (strsim::osa_distance(&text, &folded(name)), name))
        .collect();
    known.sort_unstable();
    known.into_iter().take(SUGGESTED_MAX).map(|(_, name)| name.to_owned()).collect()
}

/// What is told of the nearest names, after a sentence; nothing where there is none.
pub fn told(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("; the nearest name is '{one}'"),
        several => format!("; the nearest names are '{}'", several.join("', '")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_come_first() {
        let known = ["Workshop", "ASVO", "Fretex", "workshops"];
        assert_eq!(names("WORKSHOPP", known.into_iter()), ["Workshop", "workshops", "ASVO"]);
        assert_eq!(names("x", std::iter::empty()), [""; 0]);
    }
}
