//! What differs from run to run, masked by something of the same width, so that tables stay as they are.

use chrono::{Duration, Utc};

/// Masks identifiers, digests, today and the days until then, the instants of the run and milliseconds.
pub struct Mask {
    kept: String,
    days: [String; 2],
}

const UUID: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
const DAY: &str = "YYYY-MM-DD";
const INSTANT: &str = "YYYY-MM-DDThh:mm:ss.ffffffZ";
const MINUTE: &str = "hh:mm";

impl Mask {
    /// Identifiers that the commands name are kept.
    pub fn new(commands: &str) -> Mask {
        let day = |ahead: i64| (Utc::now() + Duration::hours(ahead)).format("%Y-%m-%d").to_string();
        // In Norway the day may have turned already.
        Mask { kept: commands.to_owned(), days: [day(0), day(2)] }
    }

    /// The text as it is the same at each run.
    pub fn apply(&self, text: &str) -> String {
        let mut masked = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let word: &str = &rest[..rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())];
            // What comes after a colon is about the word.
            let word = word.trim_end_matches(':');
            if word.is_empty() {
                masked.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
            rest = &rest[word.len()..];
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            let milliseconds = number && rest.starts_with(" ms");
            // How many days before today something was.
            let days = number && rest.starts_with(" days") && masked.ends_with("YYYY-MM-DD, ");
            // Messages name a placement by the beginning of its id.
            // Tables show instants to the minute.
            let minute = masked.ends_with("YYYY-MM-DD ") && word.len() == MINUTE.len() && word.get(2..3) == Some(":");
            let beginning =
                masked.ends_with("placement ") && word.len() == 8 && is_hex(word) && !self.kept.contains(word);
            masked.push_str(&match () {
                () if milliseconds => "N".to_owned(),
                () if days => "N".repeat(word.len()),
                () if beginning => "xxxxxxxx".to_owned(),
                () if minute => MINUTE.to_owned(),
                () => self.word(word),
            });
        }
        masked
    }

    fn word(&self, word: &str) -> String {
        let today = self.days.iter().any(|day| word.starts_with(day.as_str()));
        if word.len() == UUID.len()
            && shape(word) == shape(UUID)
            && is_hex(&word.replace('-', ""))
            && !self.kept.contains(word)
        {
            UUID.to_owned()
        } else if word.len() == 64 && is_hex(word) {
            "x".repeat(64)
        } else if today && word.len() == DAY.len() {
            DAY.to_owned()
        } else if today && word.len() == INSTANT.len() {
            INSTANT.to_owned()
        } else {
            word.to_owned()
        }
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.')
}

/// Where the dashes stand.
fn shape(word: &str) -> Vec<usize> {
    word.match_indices('-').map(|(at, _)| at).collect()
}

#[test]
fn what_changes_is_masked_and_the_rest_stays() {
    let mask = Mask::new("state participant 11111111-1111-4111-8111-111111111111");
    let today = Utc::now().format("%Y-%m-%d").to_string();
    let masked = mask.apply(&format!("{today}T01:02:03.000004Z {today} 14:05 2009-12-31 12 ms, 12:05"));
    assert_eq!(masked, "YYYY-MM-DDThh:mm:ss.ffffffZ YYYY-MM-DD hh:mm 2009-12-31 N ms, 12:05");
    let masked = mask.apply(&format!("recorded on {today}, 287 days after, on 2009-12-31, 12 days after"));
    assert_eq!(masked, "recorded on YYYY-MM-DD, NNN days after, on 2009-12-31, 12 days after");
    let ids = "11111111-1111-4111-8111-111111111111/0a0a0a0a-1111-4111-8111-111111111111";
    assert_eq!(mask.apply(ids), format!("11111111-1111-4111-8111-111111111111/{UUID}"));
    assert_eq!(mask.apply("0a0a0a0a-1111-4111-8111-111111111111: 2"), format!("{UUID}: 2"));
    assert_eq!(mask.apply(&"ab".repeat(32)), "x".repeat(64));
    assert_eq!(mask.apply("but placement 0921e73e, entry 0921e73e"), "but placement xxxxxxxx, entry 0921e73e");
}
