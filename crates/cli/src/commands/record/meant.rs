//! A new name that is nearly a known one: whoever types it at a terminal is asked which of the two is meant.

use hovedbok_core::cases::Cases;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::identity::same;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_ledger::{CommitOptions, Ledger, NewName, Notice, NoticeWhy};
use hovedbok_present::{sentences, words};
use serde_json::Value;

use crate::exit::Failure;
use crate::global::Global;
use crate::{edge, prompt};

/// Asks about each such name, and puts the known one in its place where that is meant. Nothing is refused: what is right stays.
///
/// # Errors
/// When the question was broken off.
pub fn ask(
    global: &Global,
    ledger: &Ledger,
    commit: &CommitOptions,
    cases: &Cases,
    proposals: &mut [Proposal],
) -> Result<(), Failure> {
    let looked = edge::with(global, |edge| {
        let mut work = ledger.begin(commit.clone())?;
        work.keep_out(cases.clone());
        proposals.iter().try_for_each(|proposal| work.propose(proposal.clone(), edge))?;
        Ok(work.notices())
    });
    // What is refused is refused when it is recorded, with its reason.
    for notice in looked.unwrap_or_default() {
        let Notice::Name(NewName { kind, name, shown, why: NoticeWhy::Near(known), .. }) = notice else { continue };
        let question = sentences::say(global.lang, &format!("{shown} is a new {kind}; did you mean '{known}'?"));
        let answers = [words::say(global.lang, "yes").to_owned(), words::say(global.lang, "no").to_owned()];
        if prompt::choice(&question, &answers, global.lang)? == 0 {
            proposals.iter_mut().for_each(|proposal| replace(proposal, kind, &name, &known));
        }
    }
    Ok(())
}

/// Puts a name in the place of another one of its kind, in the fields and in the name of the stream.
fn replace(proposal: &mut Proposal, kind: NameKind, name: &str, known: &str) {
    if let Subject::Stream(stream) = &mut proposal.subject {
        stream.respell(&mut |own, text| (own == kind && same(text, name)).then(|| known.to_owned()));
    }
    for (field, value) in &mut proposal.fields {
        if NameKind::of(&proposal.type_name, field) == Some(kind) {
            replace_in(value, name, known);
        }
    }
}

fn replace_in(value: &mut Value, name: &str, known: &str) {
    match value {
        Value::String(text) if same(text, name) => known.clone_into(text),
        Value::Array(values) => values.iter_mut().for_each(|value| replace_in(value, name, known)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn proposal() -> Proposal {
        let Value::Object(fields) =
            json!({ "programme": "KVP", "office": "Nrod", "cohorts": ["Nrod"], "note": "Nrod" })
        else {
            panic!("an object")
        };
        Proposal {
            type_name: "participant.intake".to_owned(),
            subject: Subject::Stream("programme/Nrod".parse().unwrap()),
            effective: None,
            fields,
            id: None,
            on_behalf_of: None,
            source: None,
            origin: None,
        }
    }

    #[test]
    fn the_name_that_is_meant_takes_the_place_of_the_slip_in_its_fields_alone() {
        let mut meant = proposal();
        replace(&mut meant, NameKind::Office, "Nrod", "Nord");
        let expected = json!({ "programme": "KVP", "office": "Nord", "cohorts": ["Nrod"], "note": "Nrod" });
        assert_eq!(Value::Object(meant.fields.clone()), expected);
        assert_eq!(meant.subject, proposal().subject);
        replace(&mut meant, NameKind::Programme, "Nrod", "Nord");
        assert_eq!(meant.subject, Subject::Stream("programme/Nord".parse().unwrap()));
    }
}
