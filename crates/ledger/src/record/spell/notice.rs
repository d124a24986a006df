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
use hovedbok_interchange::headers::fold;
use strsim::osa_distance;

use crate::open::index::Known;
use crate::record::notice::place;

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
    /// In how many other rows it is.
    pub more: usize,
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
    /// An entry before it in this commit has one that is nearly the same, and new as well.
    NearNew(String),
    /// Its letters were read in the wrong encoding; this is what they probably are.
    Spoilt(String),
}

impl fmt::Display for NewName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        place(f, self.origin.as_ref(), self.more)?;
        let NewName { kind, name, shown, why, .. } = self;
        match why {
            Why::New => write!(f, "the ledger has no {kind} named {shown} yet"),
            Why::NoProgramme => {
                write!(f, "the ledger has no programme, plan or fund named {name} yet; `programmes` lists what it has")
            }
            Why::Near(known) => write!(
                f,
                "{shown} is a new {kind}; the ledger has '{known}': did you mean that one? Then write that name, or \
                 correct what is recorded with `replace`"
            ),
            Why::NearNew(other) => write!(
                f,
                "{shown} is a new {kind}, and so is '{other}' before it: did you mean one and the same? Then write one \
                 name, or correct what is recorded with `replace`"
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
            found.push(NewName { kind, name, shown, why, origin: origin.cloned(), more: 0 });
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
    let [log, made] = names;
    if let Some(known) = near(log, kind, name) {
        return Some(Why::Near(known));
    }
    if let Some(other) = near(made, kind, name) {
        return Some(Why::NearNew(other));
    }
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

/// The known name of a kind that a new one nearly is, the nearest first: the same but for case, spaces, joining signs and ways to
/// write a letter, or with a slip. Names whose numbers differ are not near: *Avdeling 1* and *Avdeling 2* are two.
fn near(names: &Spellings, kind: NameKind, name: &str) -> Option<String> {
    let others = names.of(kind).filter(|other| *other != name);
    let far = others.filter_map(|other| Some((slips(other, name)?, other)));
    far.min().map(|(_, other)| other.to_owned())
}

/// Without case, spaces, joining signs and accents, and each letter in one of its ways to be written: `aa` is å, `oe` is ø.
fn plain(name: &str) -> String {
    fold(name).replace("oe", "o")
}

/// From how many letters on one slip makes no other name, and from how many on two do not.
const LETTERS: [usize; 2] = [4, 8];

/// Whether one name may be the other: the same, nearly the same, or with a slip.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    slips(a, b).is_some()
}

/// How many slips lie between two names that may be one.
fn slips(a: &str, b: &str) -> Option<usize> {
    let (one, other) = (plain(a), plain(b));
    if one == other {
        return Some(0);
    }
    if numbers(a) != numbers(b) {
        return None;
    }
    // As a whole, or each word by itself: *Sykehuset Nord* and *Sykehuset Sør* are two.
    let (words, others) = (words(a), words(b));
    let by_word = || {
        let each = words.iter().zip(&others).map(|(one, other)| slips_of(one, other, 2));
        each.sum::<Option<usize>>().filter(|slips| words.len() == others.len() && *slips <= 2)
    };
    slips_of(&one, &other, 1).or_else(by_word)
}

fn words(name: &str) -> Vec<String> {
    folded(name).split(|c: char| !c.is_alphanumeric()).map(plain).filter(|word| !word.is_empty()).collect()
}

/// How many letters of a word differ from those of another one, no more than `most` and than its length allows. In short names one letter
/// distinguishes them; two of three that are exchanged are a slip.
fn slips_of(one: &str, other: &str, most: usize) -> Option<usize> {
    let (length, longer) = (one.chars().count(), other.chars().count());
    let (length, longer) = (length.min(longer), length.max(longer));
    let allowed = LETTERS.iter().filter(|least| **least <= length).count().min(most);
    if longer - length > allowed {
        return None;
    }
    let slips = osa_distance(one, other);
    (slips <= allowed || (slips == 1 && is_exchange(one, other))).then_some(slips)
}

/// Whether two words of three letters have the same ones.
fn is_exchange(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one).len() >= 3 && sorted(one) == sorted(other)
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
    use hovedbok_core::Seq;

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
    fn the_nearest_name_is_the_one_that_is_meant() {
        let mut names = Spellings::default();
        for (seq, name) in [(1, "Sentrumm"), (2, "sentrum"), (3, "Senter")] {
            names.learn(NameKind::Office, name, Seq(seq));
        }
        assert_eq!(near(&names, NameKind::Office, "Sentrum").as_deref(), Some("sentrum"));
        assert_eq!(near(&names, NameKind::Provider, "Sentrum"), None);
    }

    #[test]
    fn a_slip_makes_no_other_name_and_a_number_does() {
        let near = |a: &str, b: &str| {
            assert_eq!(slips(a, b), slips(b, a), "{a} {b}");
            alike(a, b)
        };
        for (a, b) in [
            ("NAV Gjøvik", "NAV Gjovik"),
            ("NAV Gjøvik", "NAV Gjøvki"),
            ("NAV Gjøvik", "nav gjøvik"),
            ("under-30", "under_30"),
            ("under 30", "Under-30"),
            ("Sentrum", "Sentrm"),
            ("Sentrum", "Sentruum"),
            ("STEG", "STEGG"),
            ("Sør", "Sor"),
            ("Sør", "Soer"),
            ("Ås", "AAS"),
            ("Værnes", "Vaernes"),
            ("A\u{30a}s", "Ås"),
            ("KVP", "KPV"),
            ("Sykehuset Nord", "Sykehsuet Nodr"),
            ("kvalifisering", "kvalifsierinng"),
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
            ("Sykehuset Nord", "Sykehuset Sør"),
            ("Nord", "Øst"),
            ("TIO", "TIP"),
            ("Bø", "By"),
            ("STEG", "STEP-UP"),
        ] {
            assert!(!near(a, b), "{a} {b}");
        }
    }
}
