//! Sentences of what to do about a broken rule.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    (
        "first record participant.registered, for that day or an earlier one; if the registration is recorded with a later day, correct its day or that of this entry with `replace`",
        "registrer først participant.registered for den dagen eller tidligere; er registreringen ført med en senere dag, rett dagen dens eller dagen for denne føringen med `replace`",
    ),
    (
        "first record participant.applied, participant.referred or participant.intake, for that day or an earlier one; if that is recorded with a later day, correct its day or that of this entry with `replace`",
        "registrer først participant.applied, participant.referred eller participant.intake for den dagen eller tidligere; er den ført med en senere dag, rett dagen dens eller dagen for denne føringen med `replace`",
    ),
    (
        "void one of them if it was recorded twice; record measure.ended for the first one if it ended before",
        "annuller en av dem hvis den er ført to ganger; registrer measure.ended for den første hvis den sluttet før",
    ),
    (
        "check the day; correct the exit with `replace` if it is wrong; a person who comes back gets a new enrolment",
        "kontroller dagen; rett avslutningen med `replace` hvis den er feil; en person som kommer tilbake, får en ny deltakelse",
    ),
    (
        "use the open enrolment, or end it first; in another programme a person gets another enrolment",
        "bruk deltakelsen som finnes, eller avslutt den først; i et annet program får en person en egen deltakelse",
    ),
    (
        "check the day and the placement; record measure.started first if it is missing",
        "kontroller dagen og tiltaksplassen; registrer measure.started først hvis den mangler",
    ),
    (
        "let the period end with the placement, and record the days after it for the placement that the person was in then, if any; correct the end with `replace` if that is wrong",
        "la perioden slutte sammen med tiltaksplassen, og registrer dagene etter på den tiltaksplassen som personen da hadde, hvis noen; rett slutten med `replace` hvis den er feil",
    ),
    (
        "check the period and the enrolment; correct them with `replace`",
        "kontroller perioden og deltakelsen; rett dem med `replace`",
    ),
    (
        "find out which is right, and correct the other entry with `replace`; until then, what is recorded about the participant who is kept counts",
        "finn ut hva som er riktig, og rett den andre føringen med `replace`; det som er registrert om deltakeren som beholdes, gjelder",
    ),
    (
        "record measure.changed for new terms; a person who is placed again gets a new placement; correct a wrong start with `replace`",
        "registrer measure.changed for nye vilkår; en person som får plass igjen, får en ny tiltaksplass; rett en feil start med `replace`",
    ),
    (
        "give the last day, on or after the first; correct the start with `replace` if that is wrong",
        "oppgi den siste dagen, tidligst den første; rett starten med `replace` hvis den er feil",
    ),
    (
        "record only the days that are not recorded yet, or correct the earlier absence",
        "registrer bare dagene som ikke er registrert fra før, eller rett det tidligere fraværet",
    ),
    (
        "record nothing if it is the same payment; if it is not, correct the period of one of them",
        "registrer ingenting hvis det er den samme utbetalingen; rett ellers perioden på en av dem",
    ),
    (
        "first end the placement (measure.ended), on or before the last day in the programme, or record both in one `record --json`",
        "avslutt tiltaksplassen først (measure.ended), senest på avslutningens siste dag, eller registrer begge i én `record --json`",
    ),
    (
        "record the appropriation or increase first, or a smaller amount",
        "registrer bevilgningen eller økningen først, eller et mindre beløp",
    ),
    ("record the allocation first, or a smaller amount", "registrer tildelingen først, eller et mindre beløp"),
    (
        "record the disbursement or carry-over first, or a smaller amount",
        "registrer utbetalingen eller overføringen først, eller et mindre beløp",
    ),
    ("carry over no more than what is unspent on that day", "overfør ikke mer enn det som er ubrukt den dagen"),
    (
        "name a later year: money is carried forward, at most to 2199",
        "oppgi et senere år: penger overføres framover, høyst til 2199",
    ),
    ("record plan.milestone_reopened first", "registrer plan.milestone_reopened først"),
    (
        "record plan.milestone_planned first, or check the milestone's id",
        "registrer plan.milestone_planned først, eller kontroller milepælens id",
    ),
    (
        "a share is at most 100 %, which is 10000 basis points in JSON: check the number",
        "en andel er høyst 100 %, det vil si 10000 basispunkter i JSON: kontroller tallet",
    ),
    ("check the year; record it when it has happened", "kontroller året; registrer det når det har skjedd"),
    (
        "check the day and the programme; correct the closing with `replace` if it is wrong",
        "kontroller dagen og programmet; rett avslutningen med `replace` hvis den er feil",
    ),
    ("name the other participant, the one who is kept", "oppgi den andre deltakeren, den som beholdes"),
    (
        "first register the participant who is kept, or check the id",
        "registrer deltakeren som beholdes først, eller kontroller id-en",
    ),
    (
        "correct the recorded merge with `replace`, or void it first",
        "rett sammenslåingen som er registrert, med `replace`, eller annuller den først",
    ),
    (
        "decide which participant is kept, and void or replace the merge that points the other way",
        "bestem hvem som beholdes, og annuller eller erstatt sammenslåingen som går motsatt vei",
    ),
    (
        "check the number and the period; if they are already recorded, correct the entry with `replace`",
        "kontroller tallet og perioden; rett en registrert føring med `replace`",
    ),
    ("give the text; correct a stored entry with `replace`", "oppgi teksten; rett en registrert føring med `replace`"),
    (
        "write dimension=value, such as provider=ASVO, and `;` between several",
        "skriv dimensjon=verdi, for eksempel provider=ASVO, og `;` mellom flere",
    ),
    (
        "check the shares and the days of the placements; record measure.changed or measure.ended",
        "kontroller andelene og dagene for tiltaksplassene; registrer measure.changed eller measure.ended",
    ),
    (
        "check why these entries were recorded after the period, before the target counts as reached",
        "kontroller hvorfor disse føringene ble registrert etter perioden, før måltallet regnes som nådd",
    ),
    (
        "check these entries; before they were recorded the target counted as reached",
        "kontroller disse føringene; før de ble registrert, var måltallet regnet som nådd",
    ),
    (
        "check the century of the month of birth, and write it with four digits: 1962-05",
        "kontroller århundret i fødselsmåneden, og skriv året med fire sifre: 1962-05",
    ),
    (
        "record participant.details_changed for what changed since, or correct the registration with `replace`; void one of the two if both are recorded",
        "registrer participant.details_changed for det som er endret siden, eller rett registreringen med `replace`; annuller den ene hvis begge er registrert",
    ),
    (
        "nothing needs to be done, since both count as one; use `replace` on an entry if you want the same spelling",
        "du trenger ikke å gjøre noe, siden begge regnes som ett; bruk `replace` på en føring hvis du vil ha samme skrivemåte",
    ),
    (
        "record programme.established, or correct the entries with `replace` if another programme is meant",
        "registrer programme.established, eller rett føringene med `replace` hvis et annet program er ment",
    ),
    (
        "check the reason with `log show`; `explain` shows which answers have changed since",
        "kontroller årsaken med `log show`; `explain` viser hvilke svar som er endret siden",
    ),
    (
        "nothing needs to be done; answers for earlier days have changed since they were given",
        "du trenger ikke å gjøre noe; svarene for tidligere dager er endret siden de ble gitt",
    ),
    (
        "record the decision to end, or why there is none",
        "registrer vedtaket om avslutning, eller hvorfor det ikke finnes",
    ),
    ("record whether a certificate was considered", "registrer om kompetansebevis ble vurdert"),
    ("record the offer of an individual plan, with its day", "registrer tilbudet om individuell plan, med dag"),
    (
        "review the placement; correct an absence with `replace` if it is wrong",
        "gå gjennom tiltaksplassen; rett et fravær med `replace` hvis det er feil",
    ),
    ("compare the payment with the contract and the attendance", "sammenlign utbetalingen med avtalen og frammøtet"),
    (
        "check both days of completion, or the order that the plan asks for",
        "kontroller begge fullføringsdagene, eller rekkefølgen som planen krever",
    ),
    (
        "record the completion, or plan.milestone_rescheduled with a new deadline",
        "registrer fullføringen, eller plan.milestone_rescheduled med en ny frist",
    ),
    ("name such a milestone by its id, not by its number", "oppgi en slik milepæl med id, ikke med nummer"),
    (
        "compare how the document counts with how the ledger does",
        "sammenlign hvordan dokumentet teller, med hvordan hovedboken teller",
    ),
    (
        "read both entries with `log`; `explain` shows what the change does to the answer",
        "les begge føringene med `log`; `explain` viser hva endringen gjør med svaret",
    ),
    (
        "record programme.goal_set again with a baseline if one is found",
        "registrer programme.goal_set igjen med et nullpunkt hvis det finnes",
    ),
    (
        "record what was done, or the duty as it is now if it has changed",
        "registrer det som ble gjort, eller plikten slik den er nå hvis den er endret",
    ),
    (
        "record meetings that were held, or the agreed number if it has changed",
        "registrer møter som ble holdt, eller det avtalte antallet hvis det er endret",
    ),
    (
        "nothing needs to be done; check the day if it is wrong",
        "du trenger ikke å gjøre noe; rett dagen hvis den er feil",
    ),
    (
        "ask for the report, or record programme.report_received",
        "be om rapporten, eller registrer programme.report_received",
    ),
    (
        "record what was spent, returned or carried over, or ask the recipient",
        "registrer det som ble brukt, tilbakebetalt eller overført, eller spør mottakeren",
    ),
    (
        "nothing later is known; record what came after, or ask the programme",
        "ingenting er kjent om tiden etter; registrer det som kom siden, eller spør programmet",
    ),
    (
        "correct the days, or correct the end of the records with `replace` if they go on longer",
        "rett dagene, eller slutten på opplysningene med `replace` hvis de fortsetter lenger enn det som står",
    ),
    (
        "record measure.ended, or record who continues it",
        "registrer measure.ended, eller hvem som fortsetter med tiltaksplassen",
    ),
    ("check the application's day and the year that it is for", "kontroller dagen for søknaden og året den gjelder"),
    (
        "it cannot be known from the ledger whether it was done: ask the programme",
        "hovedboken viser ikke om det ble gjort: spør programmet",
    ),
    ("use a newer version of the program", "bruk en nyere versjon av programmet"),
];
