//! Sentences about conditions for benefits.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("A decision on a benefit set a condition (bokmål *vilkår*).", "Et vedtak om en ytelse satte et vilkår."),
    (
        "What the condition is called: a name that no other condition of the person has.",
        "Hva vilkåret kalles: et navn som ingen andre vilkår for personen har.",
    ),
    ("What it asks of the person.", "Hva det krever av personen."),
    ("The section that it is based on.", "Paragrafen det bygger på."),
    ("The benefit that it is for.", "Ytelsen det gjelder."),
    (
        "The office that set it, if it is not the person's own.",
        "Kontoret som satte det, hvis det ikke er personens eget.",
    ),
    ("The days for which it is set.", "Dagene det gjelder for."),
    (
        "The last day on which it can be met; the last day of the period, if left out.",
        "Siste dag det kan oppfylles; hvis den mangler, periodens siste dag.",
    ),
    ("What became of a condition.", "Hva det ble av et vilkår."),
    ("The condition.", "Vilkåret."),
    ("Whether it was met.", "Om det ble oppfylt."),
    ("What followed for the benefit.", "Hva det førte til for ytelsen."),
    ("From which day the benefit was reduced or stopped.", "Fra hvilken dag ytelsen ble redusert eller stanset."),
    ("By how much it was reduced, in øre.", "Hvor mye den ble redusert, i øre."),
    ("By which share it was reduced, in basis points.", "Hvor stor andel den ble redusert med, i hundredels prosent."),
    ("To take part in a measure.", "Å delta i et tiltak."),
    ("To look for work.", "Å søke arbeid."),
    ("To come to a meeting.", "Å møte til en avtale."),
    ("Something else, which the note says.", "Noe annet, som står i notatet."),
    ("It was met.", "Det ble oppfylt."),
    ("It was not met.", "Det ble ikke oppfylt."),
    ("It was not met, for a good reason.", "Det ble ikke oppfylt, av en gyldig grunn."),
    ("Nothing.", "Ingenting."),
    ("It was reduced.", "Den ble redusert."),
    ("It was stopped.", "Den ble stanset."),
    (
        "What became of a condition for a benefit is recorded, but the condition is not set, or is set later.",
        "Det er registrert hva det ble av et vilkår for en ytelse, men vilkåret er ikke satt, eller er satt senere.",
    ),
    ("A person has two conditions of one name.", "En person har to vilkår med samme navn."),
    (
        "A condition for a benefit has two answers on one day. An answer on a later day counts from that day on.",
        "Et vilkår for en ytelse har to svar på samme dag. Et svar på en senere dag gjelder fra den dagen.",
    ),
    (
        "A benefit was reduced or stopped for a condition that was met, or that was not met for a good reason.",
        "En ytelse ble redusert eller stanset for et vilkår som var oppfylt, eller som det var en god grunn til ikke å oppfylle.",
    ),
    ("the benefit was {} on {}, but condition {} was met", "ytelsen ble {} {}, men vilkåret {} var oppfylt"),
    (
        "the benefit was {} on {}, but there was a good reason why condition {} was not met",
        "ytelsen ble {} {}, men det var en god grunn til at vilkåret {} ikke var oppfylt",
    ),
    ("reduced", "redusert"),
    ("stopped", "stanset"),
    (
        "check the outcome and the consequence: a benefit is reduced or stopped where the condition was not met, and not for a good reason; correct what is recorded with `replace`",
        "kontroller utfallet og konsekvensen: en ytelse reduseres eller stanses når vilkåret ikke er oppfylt, og ikke av en god grunn; rett det som er registrert, med `replace`",
    ),
    ("condition {} has two answers on {}", "vilkåret {} har to svar {}"),
    (
        "correct the earlier answer with `replace`; for a later decision, give the day of that decision",
        "rett det tidligere svaret med `replace`; gjelder det en senere avgjørelse, oppgi dagen for den",
    ),
    (
        "The last day of a condition for a benefit has passed, and what became of it is not recorded, in a programme that records it of others.",
        "Siste dag for et vilkår for en ytelse er passert, og det er ikke registrert hva det ble av det, i et program som registrerer dette for andre.",
    ),
    ("condition {} is set on {} and again on {}", "vilkåret {} er satt {} og på nytt {}"),
    (
        "condition {} has no deadline, and its benefit no period: `due` never shows it",
        "vilkåret {} har ingen frist, og ytelsen ingen periode: `due` viser det aldri",
    ),
    (
        "{}: the period is {} now, and the number of days in it stays {}: name --days as well if it has changed",
        "{}: perioden er nå {}, og antallet dager i den er fortsatt {}: oppgi --days også hvis det er endret",
    ),
    (
        "{}: the period is {} now, and the number of days in it stays {}, and so in {} more: name --days as well if it has changed",
        "{}: perioden er nå {}, og antallet dager i den er fortsatt {}, og likeså i {} til: oppgi --days også hvis det er endret",
    ),
    (
        "these participants count as one from {} on, and as two before: if one person was entered twice, correct the day of this entry to {} with `replace`",
        "disse deltakerne telles som én fra og med {}, og som to før det: hvis én person ble lagt inn to ganger, rett dagen for denne føringen til {} med `replace`",
    ),
    (
        "condition {} has an answer already, on {} ({}), and the later one counts: to correct that answer, void this entry and use `replace`",
        "vilkåret {} har et svar fra før, {} ({}), og det seneste gjelder: for å rette det svaret, annuller denne føringen og bruk `replace`",
    ),
    ("benefit.condition_answered on {} is about condition {}", "benefit.condition_answered {} gjelder vilkåret {}"),
    ("{}, which is not set", "{}, som ikke er satt"),
    ("{}, which is set on {}", "{}, som er satt {}"),
    (
        "the last day of condition {} was {}, and what became of it is not recorded",
        "siste dag for vilkåret {} var {}, og det er ikke registrert hva det ble av det",
    ),
    ("answers to conditions", "svar på vilkår"),
    ("conditions", "vilkår"),
    (
        "first record benefit.condition_set, for that day or an earlier one, or check the name of the condition",
        "registrer først benefit.condition_set, for den dagen eller tidligere, eller kontroller navnet på vilkåret",
    ),
    (
        "give the new condition a name of its own, or correct the earlier one with `replace`",
        "gi det nye vilkåret et eget navn, eller rett det tidligere med `replace`",
    ),
    (
        "record benefit.condition_answered: whether it was met, and what followed",
        "registrer benefit.condition_answered: om det ble oppfylt, og hva som fulgte",
    ),
    ("a condition for a benefit, and what became of it", "et vilkår for en ytelse, og hva det ble av det"),
    (
        "What the condition is called: a name without spaces that no other condition of the person has.",
        "Hva vilkåret kalles: et navn uten mellomrom som ingen andre vilkår for personen har.",
    ),
    (
        "measure (delta i tiltak), job_search (søke arbeid), meeting (møte) or other.",
        "measure (delta i tiltak), job_search (søke arbeid), meeting (møte) eller other (annet).",
    ),
    ("The day of the decision.", "Dagen for vedtaket."),
    ("The section that it is based on: § 20 or § 20a.", "Paragrafen det bygger på: § 20 eller § 20a."),
    (
        "The benefit: qualification_benefit, social_assistance_full or social_assistance_supplementary.",
        "Ytelsen: qualification_benefit, social_assistance_full eller social_assistance_supplementary.",
    ),
    ("The last day on which it can be met.", "Siste dag det kan oppfylles."),
    (
        "met, not_met or excused (gyldig grunn); empty if not known.",
        "met (oppfylt), not_met (ikke oppfylt) eller excused (gyldig grunn); tom hvis det ikke er kjent.",
    ),
    ("The day on which that was found.", "Dagen det ble vurdert."),
    ("none, reduced or stopped.", "none (ingen), reduced (redusert) eller stopped (stanset)."),
    ("By how much it was reduced, in kroner.", "Hvor mye den ble redusert, i kroner."),
    ("By which share it was reduced.", "Hvor stor andel den ble redusert med."),
];
