//! A question as it is written on the command line.

use hovedbok_answers::Question;
use serde_json::{Value, json};

/// The command that asks a question about a programme, a person or a plan: `state --programme KVP --by office`.
pub fn command(question: &Question) -> String {
    let name = match question.name() {
        "participant" => "state participant",
        other => other,
    };
    let mut words = vec![name.to_owned()];
    if let Some(parameters) = json!(question).get(question.name()) {
        options(parameters, &mut words);
    }
    words.join(" ")
}

/// Adds what its parameters ask; the programme comes first.
fn options(parameters: &Value, words: &mut Vec<String>) {
    for (name, value) in parameters.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("programme", Value::String(programme)) => words.insert(1, format!("--programme {programme}")),
            ("id" | "plan", Value::String(named)) => words.push(named.clone()),
            ("by", Value::String(group)) => words.push(format!("--by {group}")),
            ("within_days", days @ Value::Number(_)) => words.push(format!("--within {days}d")),
            (_, Value::Object(_)) => options(value, words),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use hovedbok_answers::questions::StateOf;
    use hovedbok_state::{By, Selection};

    use super::*;

    #[test]
    fn a_question_is_written_as_it_is_asked() {
        let written = |question: Value| command(&serde_json::from_value(question).unwrap());
        let person = "00000000-0000-4000-8000-000000000001";
        let selection = Selection { programme: "KVP".parse().ok(), ..Selection::default() };
        let state = Question::State(StateOf { selection, by: Some(By::Status) });
        assert_eq!(command(&state), "state --programme KVP --by status");
        assert_eq!(written(json!({ "goals": { "programme": "KVP" } })), "goals --programme KVP");
        assert_eq!(written(json!({ "participant": { "id": person } })), format!("state participant {person}"));
    }
}
