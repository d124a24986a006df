//! The name that was probably meant.

use hovedbok_core::entries::catalogue::FAMILIES;

/// The entry type whose name is nearest, when one is near.
pub fn type_name(text: &str) -> Option<&'static str> {
    let names = FAMILIES.iter().flat_map(|family| family.types.iter().map(|t| t.name));
    names.map(|name| (distance(text, name), name)).min().filter(|(steps, _)| *steps <= 4).map(|(_, name)| name)
}

/// How many letters must be put in, taken out or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (left + 1).min(above + 1).min(diagonal + usize::from(x != *y));
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
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
