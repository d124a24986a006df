//! How the values of fields are written in JSON, for the description of answers.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::entries::risk::Degree;
use crate::ids::{EnrolmentId, MilestoneId, Name, ParticipantId, PlacementId, Seq};
use crate::money::{Ore, ShareBp};
use crate::text::{Label, Text};
use crate::{Day, Month, Period};

/// Describes each type by its JSON type and the name that people call it by.
macro_rules! values {
    ($($type:ty = $json:tt $name:literal;)*) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": $json, "title": $name })
            }
        }
    )*};
}

values! {
    Day = "string" "day";
    Month = "string" "month";
    Period = ["string", "object"] "period";
    Seq = "integer" "position";
    Name = "string" "name";
    Text = "string" "text";
    Label = "string" "label";
    Ore = "integer" "øre";
    ShareBp = "integer" "basis points";
    Degree = "integer" "degree from 1 to 5";
    ParticipantId = "string" "UUID";
    EnrolmentId = "string" "UUID";
    PlacementId = "string" "UUID";
    MilestoneId = "string" "UUID";
}
