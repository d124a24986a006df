//! Sentences about rebuilding views step by step.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("--format prometheus applies only to status", "--format prometheus gjelder bare status"),
    ("write --format json", "skriv --format json"),
    ("--format prometheus has no operations", "--format prometheus har ingen operasjoner"),
    ("leave out --operations, or write --format json", "utelat --operations, eller skriv --format json"),
    (
        "`rebuild start` begins one; `rebuild status` shows what there is",
        "`rebuild start` begynner en; `rebuild status` viser hva som finnes",
    ),
    (
        "`rebuild resume` goes on with it, `rebuild cancel` gives it up",
        "`rebuild resume` fortsetter med den, `rebuild cancel` avbryter den",
    ),
    ("`rebuild resume` goes on with it", "`rebuild resume` fortsetter med den"),
    (
        "`rebuild status` lists what is wrong; then `rebuild resume`, or `rebuild cancel` and start again; operating.md, *Rebuilding*",
        "`rebuild status` viser hva som er galt; deretter `rebuild resume`, eller `rebuild cancel` og begynn på nytt; operating.md, *Rebuilding*",
    ),
    (
        "`rebuild status` lists what is wrong; operating.md, *Rebuilding*",
        "`rebuild status` viser hva som er galt; operating.md, *Rebuilding*",
    ),
    (
        "`rebuild resume` brings it to the end of the log; --max-lag allows more",
        "`rebuild resume` bringer den til slutten av loggen; --max-lag tillater mer",
    ),
    ("allow that much with --memory, or leave the option out", "tillat så mye med --memory, eller utelat valget"),
    (
        "the views are only kept when a rebuild takes their place; `rebuild` writes them again",
        "visningene beholdes bare når en oppbygging tar plassen deres; `rebuild` skriver dem på nytt",
    ),
    ("`rebuild status` shows which views are read", "`rebuild status` viser hvilke visninger som leses"),
    (
        "ask any question, or run `rebuild`; operating.md, *Views*",
        "still et spørsmål, eller kjør `rebuild`; operating.md, *Views*",
    ),
    ("no rebuild has been started", "ingen oppbygging er startet"),
    ("a rebuild was already started, and has reached {}", "en oppbygging er startet fra før, og er kommet til {}"),
    (
        "the rebuild has reached {}, and was started to reach {}",
        "oppbyggingen er kommet til {}, og skulle komme til {}",
    ),
    ("the rebuild failed: {}", "oppbyggingen mislyktes: {}"),
    ("a rebuild failed", "en oppbygging mislyktes"),
    ("a rebuild was stopped at {} of {}", "en oppbygging stoppet ved {} av {}"),
    ("the rebuild does not belong to the log as it is now", "oppbyggingen hører ikke til loggen slik den er nå"),
    (
        "the rebuild has reached {}; entries recorded since: {}, but a swap catches up {} at most",
        "oppbyggingen er kommet til {}; føringer registrert siden: {}, men et bytte tar igjen høyst {}",
    ),
    (
        "a rebuild of {} entries needs about {} MB of memory, and may use {} MB",
        "en oppbygging av {} føringer trenger omtrent {} MB minne, og har lov til å bruke {} MB",
    ),
    ("there are no older views to go back to", "det finnes ingen eldre visninger å gå tilbake til"),
    ("the older views are already in use, and pinned", "de eldre visningene er allerede i bruk, og er festet"),
    ("the older views cannot be used: {}", "de eldre visningene kan ikke brukes: {}"),
    (
        "the older views do not belong to the log as it is now",
        "de eldre visningene hører ikke til loggen slik den er nå",
    ),
    ("the views are not pinned", "visningene er ikke festet"),
    (
        "the views are behind the log and do not advance; entries that they lack: {}",
        "visningene ligger bak loggen og kommer ikke videre; føringer de mangler: {}",
    ),
    ("it says nothing of a rebuild", "den sier ingenting om en oppbygging"),
    ("building views", "bygger visninger"),
    ("write a number from 0 to 100", "skriv et tall fra 0 til 100"),
    (
        "write a number with a unit, such as 500ms, 2s or 1m",
        "skriv et tall med en enhet, for eksempel 500ms, 2s eller 1m",
    ),
    ("entry {} in {} is parked: {}", "føring {} i {} er satt til side: {}"),
    ("{} more entries are parked", "{} føringer til er satt til side"),
    ("{} cannot be read", "{} kan ikke leses"),
    ("the type {} is not known", "typen {} er ikke kjent"),
    ("this version of {} is not known", "denne versjonen av {} er ikke kjent"),
    ("streams of this kind are not known", "strømmer av dette slaget er ikke kjent"),
    ("entry {} cannot be learnt: {}", "føring {} kan ikke læres: {}"),
    ("{} more entries cannot be learnt", "{} føringer til kan ikke læres"),
    ("entry {}: {}", "føring {}: {}"),
    ("hydrating: at {} of {}", "bygges opp: ved {} av {}"),
    ("ready at {}", "klar ved {}"),
    ("lagging: at {}, {} behind", "henger etter: ved {}, {} bak"),
    ("failing: {}", "mislykket: {}"),
    ("going on with the rebuild that has reached {}", "fortsetter med oppbyggingen som er kommet til {}"),
    (
        "the last save point could not be used, so the rebuild began again: {}",
        "det siste lagringspunktet kunne ikke brukes, så oppbyggingen begynte på nytt: {}",
    ),
    (
        "operations.jsonl, line {}: this is no operation; it is left out",
        "operations.jsonl, linje {}: dette er ingen operasjon; den er utelatt",
    ),
    ("the actor", "den som registrerer"),
    ("the first entries", "de første føringene"),
    ("the last rebuild", "den siste oppbyggingen"),
    (
        "{} (it is not known where: the last rebuild kept no list of its parts)",
        "{} (det er ikke kjent hvor: den siste oppbyggingen har ingen liste over delene)",
    ),
    (
        "{} (no part differs: the note of the last rebuild was changed)",
        "{} (ingen del er forskjellig: notatet om den siste oppbyggingen er endret)",
    ),
    ("{} (the first difference: {} has other rows)", "{} (den første forskjellen: {} har andre rader)"),
    ("{} (the first difference: {} is gone)", "{} (den første forskjellen: {} er borte)"),
    ("{} (the first difference: {} is new)", "{} (den første forskjellen: {} er ny)"),
    (
        "write a number of bytes with a unit, such as 400MB or 2GiB",
        "skriv et antall byte med en enhet, for eksempel 400MB eller 2GiB",
    ),
];
