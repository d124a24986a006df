//! Notes about a name that the ledger does not have: that it is new, which name it nearly is, and that its letters were
//! garbled.

use std::borrow::Cow;
use std::fmt;

use hovedbok_answers::Spellings;
use hovedbok_core::Draft;
use hovedbok_core::cases::Cases;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::identity::folded;
use hovedbok_core::proposal::Origin;
use hovedbok_core::withheld::Withheld;
use strsim::osa_distance;

use crate::open::index::Known;

/// A new name that should be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewName {
    /// What it names.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// The name for messages: in quotes, or what it is, where it can name a person or a case.
    pub shown: String,
    /// Why it should be checked.
    pub why: Why,
    /// The row of a file that it came with.
    pub origin: Option<Origin>,
}

/// Why a new name should be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The ledger has others of its kind, and not this one.
    New,
    /// No programme, plan or fund has that name.
    NoProgramme,
    /// The ledger has one that is nearly the same.
    Near(String),
    /// Its letters were read in the wrong encoding; this is what they probably are.
    Spoilt(String),
}

impl fmt::Display for NewName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Origin { file, line }) = &self.origin {
            write!(f, "{file}, line {line}: ")?;
        }
        let NewName { kind, name, shown, why, .. } = self;
        match why {
            Why::New => write!(f, "the ledger has no {kind} named {shown} yet"),
            Why::NoProgramme => {
                write!(f, "the ledger has no programme, plan or fund named {name} yet; `programmes` lists what it has")
            }
            Why::Near(known) => write!(
                f,
                "{shown} is a new {kind}; the ledger has '{known}', which is nearly the same: if you meant that one, \
                 write that name, or correct what is recorded with `replace`"
            ),
            Why::Spoilt(probably) => write!(
                f,
                "the letters of {shown} were garbled: the name is probably '{probably}'; save the file as UTF-8, \
                 or correct the entry with `replace`"
            ),
        }
    }
}

/// What is worth saying of the names of a draft that neither the log nor the commit so far has.
pub(super) fn notices(known: &Known, draft: &Draft, origin: Option<&Origin>, cases: &Cases) -> Vec<NewName> {
    let mut found: Vec<NewName> = Vec::new();
    let mut look = |kind: NameKind, name: &str| {
        let names = known.names();
        if names.iter().any(|names| names.knows(kind, name)) || found.iter().any(|n| n.kind == kind && n.name == name) {
            return;
        }
        if let Some(why) = why(&names, kind, name) {
            let (name, shown) = (name.to_owned(), shown(kind, name, cases));
            found.push(NewName { kind, name, shown, why, origin: origin.cloned() });
        }
    };
    draft.stream.names(&mut look);
    if let Some(fact) = draft.body.fact() {
        fact.names(&mut look);
    }
    found
}

/// A name in quotes; where it is of persons and can be a number of theirs, what it is.
fn shown(kind: NameKind, name: &str, cases: &Cases) -> String {
    let of_persons = matches!(
        kind,
        NameKind::Office
            | NameKind::Provider
            | NameKind::Measure
            | NameKind::Step
            | NameKind::TargetGroup
            | NameKind::Cohort
            | NameKind::Committee
            | NameKind::Referrer
    );
    let withheld = Withheld::new(of_persons, cases.clone());
    if withheld.repeats(name) { format!("'{name}'") } else { withheld.shown(name).into_owned() }
}

fn why(names: &[&Spellings; 2], kind: NameKind, name: &str) -> Option<Why> {
    if !is_compared(kind) {
        return None;
    }
    if let Some(probably) = unspoilt(name) {
        return Some(Why::Spoilt(probably));
    }
    if let Some(known) = near(names, kind, name) {
        return Some(Why::Near(known));
    }
    let [log, _] = names;
    let told = matches!(kind, NameKind::Office | NameKind::Provider) && log.of(kind).next().is_some();
    told.then_some(Why::New)
}

/// Whether names of a kind are written by hand again and again, so that one that nearly is another can be a slip. Grants
/// are numbers; indicators and risks have words of their own.
fn is_compared(kind: NameKind) -> bool {
    match kind {
        NameKind::Programme
        | NameKind::Plan
        | NameKind::Source
        | NameKind::Office
        | NameKind::Provider
        | NameKind::Measure
        | NameKind::Step
        | NameKind::TargetGroup
        | NameKind::Cohort
        | NameKind::Committee
        | NameKind::Referrer
        | NameKind::Payee
        | NameKind::Project
        | NameKind::Municipality
        | NameKind::District
        | NameKind::Unit
        | NameKind::Body
        | NameKind::Party
        | NameKind::Goal
        | NameKind::Report
        | NameKind::Reporter
        | NameKind::Role
        | NameKind::Duty
        | NameKind::Organisation
        | NameKind::Contract
        | NameKind::Deliverable
        | NameKind::Counsellor => true,
        NameKind::Grant
        | NameKind::Phase
        | NameKind::Indicator
        | NameKind::Survey
        | NameKind::Risk
        | NameKind::Recommendation
        | NameKind::Part => false,
    }
}

/// The known name of a kind that a new one nearly is: the same but for case, spaces and joining signs, or one letter off.
/// Names whose numbers differ are not near: *Avdeling 1* and *Avdeling 2* are two.
fn near(names: &[&Spellings], kind: NameKind, name: &str) -> Option<String> {
    let others = || names.iter().flat_map(|names| names.of(kind)).filter(|other| *other != name);
    let same = others().find(|other| plain(other) == plain(name));
    let slip = || others().find(|other| one_letter_off(other, name));
    same.or_else(slip).map(str::to_owned)
}

/// Without case, spaces and joining signs.
fn plain(name: &str) -> String {
    folded(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// In names of a few letters one letter distinguishes them.
const LETTERS_MIN: usize = 4;

/// Whether one name may be the other: the same, nearly the same, or one letter off.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    plain(a) == plain(b) || one_letter_off(a, b)
}

fn one_letter_off(a: &str, b: &str) -> bool {
    let (one, other) = (plain(a), plain(b));
    let (long, short) =
        (one.chars().count().max(other.chars().count()), one.chars().count().min(other.chars().count()));
    let near = short >= LETTERS_MIN && long - short <= 1;
    near && numbers(a) == numbers(b) && osa_distance(&one, &other) == 1
}

/// What distinguishes numbered names: the digits, and words of one letter.
fn numbers(name: &str) -> Vec<String> {
    let folded = folded(name);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.chars().count() == 1 || word.contains(char::is_numeric)).map(str::to_owned).collect()
}

/// What a text was before its UTF-8 was read as Windows-1252 or Latin-1: `BodÃ¸` was `Bodø`.
fn unspoilt(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Cow<'_, [u8]> = match encoding_rs::WINDOWS_1252.encode(text) {
        (bytes, _, false) => bytes,
        (_, _, true) => text.chars().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<u8>>>()?.into(),
    };
    let was = std::str::from_utf8(&bytes).ok()?;
    let readable = was.chars().all(|c| !c.is_control());
    readable.then(|| unspoilt(was).unwrap_or_else(|| was.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoilt_letters_are_put_back() {
        for (spoilt, was) in [
            ("BodÃ¸", "Bodø"),
            ("TromsÃ¸ avdeling", "Tromsø avdeling"),
            ("Ã…sgÃ¥rd", "Åsgård"),
            ("VÃ¦rnes", "Værnes"),
            ("BodÃƒÂ¸", "Bodø"),
            ("NAV â€“ Nord", "NAV – Nord"),
        ] {
            assert_eq!(unspoilt(spoilt).as_deref(), Some(was), "{spoilt}");
        }
        for right in ["Bodø", "Nord", "Åsgård", "São Paulo", "Ã", "Málaga", "Sørøya «vest»"] {
            assert_eq!(unspoilt(right), None, "{right}");
        }
    }

    #[test]
    fn one_letter_is_a_slip_and_a_number_is_not() {
        let near = |a: &str, b: &str| plain(a) == plain(b) || one_letter_off(a, b);
        for (a, b) in [
            ("NAV Gjøvik", "NAV Gjovik"),
            ("NAV Gjøvik", "NAV Gjøvki"),
            ("NAV Gjøvik", "nav gjøvik"),
            ("under-30", "under_30"),
            ("under 30", "Under-30"),
            ("Sentrum", "Sentrm"),
            ("Sentrum", "Sentruum"),
        ] {
            assert!(near(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("Avdeling 1", "Avdeling 2"),
            ("KVP-2016", "KVP-2017"),
            ("Nord", "Sør"),
            ("ABC", "ABD"),
            ("Avdeling 1", "Avdeling 11"),
            ("Avdeling", "Avdeling 1"),
            ("Avdeling A", "Avdeling B"),
            ("NAV Gjøvik", "NAV Bodø"),
        ] {
            assert!(!near(a, b), "{a} {b}");
        }
    }
}
