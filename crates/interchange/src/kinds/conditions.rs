//! Conditions for benefits, and in the same row what became of them.

use super::Kind;
use super::columns::{CASE, ENROLMENT, NOTE, PARTICIPANT, REFERENCE, SOURCE, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind = Kind::new(
    "conditions",
    "a condition for a benefit, and what became of it",
    "vilkår",
    FIELDS,
    &["benefit.condition_set", "benefit.condition_answered"],
    row,
);

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "condition",
        "vilkår",
        &[],
        "What the condition is called: a name without spaces that no other condition of the person has.",
        "jobsok-2026",
    ),
    required(
        "kind",
        "hva",
        &["type"],
        "measure (delta i tiltak), job_search (søke arbeid), meeting (møte) or other.",
        "job_search",
    ),
    required("set", "satt", &["vedtak", "date", "dato"], "The day of the decision.", "12.01.2026"),
    column("ground", "paragraf", &["hjemmel", "section"], "The section that it is based on: § 20 or § 20a.", "§ 20"),
    column(
        "benefit",
        "ytelse",
        &["stønad"],
        "The benefit: qualification_benefit, social_assistance_full or social_assistance_supplementary.",
        "sosialhjelp fullt ut",
    ),
    ENROLMENT,
    column("office", "kontor", &["nav kontor"], "The office that set it, if it is not the person's own.", "")
        .holding(Holds::Words),
    column("for_period", "for periode", &["periode", "period"], "The days for which it is set.", "2026-02"),
    column("due", "frist", &["deadline"], "The last day on which it can be met.", "28.02.2026"),
    column("outcome", "resultat", &["oppfylt"], "met, not_met or excused (gyldig grunn); empty if not known.", "met"),
    column("answered", "vurdert", &["answered on"], "The day on which that was found.", "03.03.2026"),
    column("consequence", "konsekvens", &["følge"], "none, reduced or stopped.", ""),
    column(
        "consequence_from",
        "konsekvens fra",
        &["følge fra"],
        "From which day the benefit was reduced or stopped.",
        "",
    ),
    column("reduced", "redusert med", &[], "By how much it was reduced, in kroner.", ""),
    column("reduced_share", "redusert med andel", &[], "By which share it was reduced.", ""),
    SOURCE,
    REFERENCE,
    NOTE,
];

fn row(line: &mut Line<'_, '_>) {
    let set = line.ends("set");
    let mut entry = line.about_person("benefit.condition_set", set);
    let columns = ["condition", "kind", "ground", "benefit", "enrolment", "office"];
    line.take(&mut entry, &columns);
    match line.cell("for_period") {
        Some(_) => {
            if let Some(period) = line.period("for_period") {
                entry.set_period("for_period", &period);
            }
        }
        None => line.left_out(&entry, "for_period", "for_period"),
    }
    line.take(&mut entry, &["due", "note"]);
    line.make(entry);
    if line.peek("outcome").is_none() {
        return;
    }
    let answered = line.ends("answered");
    let mut entry = line.about_person("benefit.condition_answered", answered);
    line.take(&mut entry, &["condition", "outcome", "consequence", "consequence_from", "reduced", "reduced_share"]);
    line.make(entry);
}
