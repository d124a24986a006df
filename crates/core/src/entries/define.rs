//! The one way in which families and bodies are defined, so that JSON, catalogue and search agree.

use super::TakesHold;
use crate::field::FieldInfo;

/// One entry type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeInfo {
    /// The pinned name (H8).
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// The version of its fields that is written.
    pub version: u16,
    /// The versions that were written before, the oldest first.
    pub former: &'static [Former],
    /// From which day it counts. Nothing for a correction: its own day plays no part (time.md, *In force*).
    pub takes_hold: Option<TakesHold>,
    /// The fields of its body.
    pub fields: &'static [FieldInfo],
}

/// A version of a type's fields that is not written any more, and is read for ever (H8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Former {
    /// The version.
    pub version: u16,
    /// The fields that it had.
    pub fields: &'static [FieldInfo],
    /// How it is read.
    pub read_as: &'static str,
}

/// A body as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// What it says, in the version that is written.
    pub what: T,
    /// Its canonical JSON, if it is of a former version.
    pub former: Option<Vec<u8>>,
}

impl<T> Read<T> {
    /// The same with what it says as something else.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Read<U> {
        Read { what: of(self.what), former: self.former }
    }
}

impl TypeInfo {
    /// Whether a version of its fields has a field of this name.
    pub fn ever_had(&self, field: &str) -> bool {
        let fields = self.former.iter().flat_map(|former| former.fields).chain(self.fields);
        fields.into_iter().any(|info| info.name == field)
    }

    /// The former version that has all of these fields, the newest first, if one of them is gone from the fields.
    pub fn former_with<'f>(&self, fields: impl Iterator<Item = &'f str> + Clone) -> Option<&'static Former> {
        let has = |infos: &[FieldInfo], name: &str| infos.iter().any(|info| info.name == name);
        if fields.clone().all(|name| has(self.fields, name)) {
            return None;
        }
        self.former.iter().rev().find(|former| fields.clone().all(|name| has(former.fields, name)))
    }

    /// From which day it counts, in the words of the catalogue.
    pub fn takes_hold_words(&self) -> &'static str {
        self.takes_hold.map_or("every day asked about", TakesHold::words)
    }
}

/// Defines a struct whose fields are [`Field`](crate::field::Field)s: canonical JSON in the order of definition, absent
/// fields left out, unknown fields refused.
macro_rules! body {
    ($(#[$doc:meta])* $name:ident { $($(#[doc = $fdoc:literal])* $field:ident : $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields, remote = "Self")]
        pub struct $name {
            $($(#[doc = $fdoc])*
            #[serde(skip_serializing_if = "crate::field::absent")]
            pub $field: $type,)*
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $name::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                $crate::field::object(deserializer)
            }
        }

        impl<'de> $crate::field::FromObject<'de> for $name {
            fn from_object<A: serde::de::MapAccess<'de>>(fields: A) -> Result<$name, A::Error> {
                $name::deserialize(serde::de::value::MapAccessDeserializer::new(fields))
            }
        }

        impl $name {
            /// The first field in which a text that must be there shows nothing.
            pub fn blank_field(&self) -> Option<&'static str> {
                $(if $crate::field::Field::blank(&self.$field) {
                    return Some(stringify!($field));
                })*
                None
            }

            /// The fields, in the order of canonical JSON.
            pub const FIELDS: &'static [$crate::field::FieldInfo] = &[$($crate::field::FieldInfo {
                name: stringify!($field),
                shape: <$type as $crate::field::Field>::SHAPE,
                required: <$type as $crate::field::Field>::REQUIRED,
                doc: concat!($($fdoc),*),
            }),*];
        }

        impl $crate::field::Field for $name {
            const SHAPE: $crate::field::Shape = $crate::field::Shape::Object($name::FIELDS);
            fn blank(&self) -> bool {
                self.blank_field().is_some()
            }
            fn searched<'a>(&'a self, found: &mut dyn FnMut($crate::personal::Search, &'a str)) {
                $($crate::field::Field::searched(&self.$field, found);)*
                let _ = found;
            }
        }

        $crate::scan::scan_object! { $name { $($field : $type),* } }
        $crate::pack::pack_object! { $name { $($field : $type),* } }
    };
}

/// The version that a type is written in: the first, where nothing else is said.
macro_rules! version {
    () => {
        1
    };
    ($version:literal) => {
        $version
    };
}

/// Defines a family of entry types: an enum of bodies with pinned names and the day each takes hold. A type whose fields have
/// changed names the version that is written, and the body of each version before; those become the newest by `From`, which
/// is pure and cannot fail.
macro_rules! family {
    ($(#[$doc:meta])* $family:ident {
        $($(#[doc = $tdoc:literal])* $variant:ident = $name:literal, $takes:ident
            $(, version $version:literal was { $($old:literal = $Former:ident),+ $(,)? })? {
            $($(#[doc = $fdoc:literal])* $field:ident : $type:ty),* $(,)?
        })+
    }) => {
        $($crate::entries::define::body! { $(#[doc = $tdoc])* $variant { $($(#[doc = $fdoc])* $field : $type),* } })+

        $(impl $variant {
            /// Calls back for each name in the body.
            pub fn names<'a>(&'a self, found: &mut dyn FnMut($crate::entries::names::NameKind, &'a str)) {
                $(if let Some(kind) = const { $crate::entries::names::NameKind::of($name, stringify!($field)) } {
                    $crate::field::Field::texts(&self.$field, &mut |text| found(kind, text));
                })*
                let _ = found;
            }

            /// Spells the names in the body otherwise.
            pub fn respell(&mut self, with: &mut $crate::entries::names::Respell<'_>) {
                $(if let Some(kind) = const { $crate::entries::names::NameKind::of($name, stringify!($field)) } {
                    $crate::field::Field::rewrite(&mut self.$field, &mut |text| with(kind, text));
                })*
                let _ = with;
            }
        })+

        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $family { $($(#[doc = $tdoc])* $variant(Box<$variant>)),+ }

        $(impl From<$variant> for $family {
            fn from(body: $variant) -> $family {
                $family::$variant(Box::new(body))
            }
        })+

        impl $family {
            /// The types of the family, for the catalogue.
            pub const TYPES: &'static [$crate::entries::TypeInfo] = &[
                $($crate::entries::TypeInfo {
                    name: $name,
                    doc: concat!($($tdoc),*),
                    version: $crate::entries::define::version!($($version)?),
                    former: &[$($($crate::entries::Former {
                        version: $old,
                        fields: $Former::FIELDS,
                        read_as: $Former::READ_AS,
                    }),+)?],
                    takes_hold: Some($crate::entries::TakesHold::$takes),
                    fields: $variant::FIELDS,
                }),+
            ];

            /// The pinned name of the type (H8).
            pub fn type_name(&self) -> &'static str {
                match self { $($family::$variant(_) => $name),+ }
            }

            /// The version of the fields that it is written in.
            pub fn version(&self) -> u16 {
                match self { $($family::$variant(_) => $crate::entries::define::version!($($version)?)),+ }
            }

            /// From which day it counts.
            pub fn takes_hold(&self) -> $crate::entries::TakesHold {
                match self { $($family::$variant(_) => $crate::entries::TakesHold::$takes),+ }
            }

            /// The body as canonical JSON.
            pub fn to_json(&self) -> Vec<u8> {
                let written = match self { $($family::$variant(body) => serde_json::to_vec(body)),+ };
                // Bodies hold no maps with other than text keys and no foreign types, so writing to memory cannot fail.
                written.unwrap_or_default()
            }

            /// The same as a value.
            pub fn to_value(&self) -> serde_json::Value {
                let value = match self { $($family::$variant(body) => serde_json::to_value(body)),+ };
                value.unwrap_or_default()
            }

            /// The first field in which a text that must be there shows nothing.
            pub fn blank_field(&self) -> Option<&'static str> {
                match self { $($family::$variant(body) => body.blank_field()),+ }
            }

            /// Calls back for each text in the body, with what it is searched for (H11).
            pub fn searched<'a>(&'a self, found: &mut dyn FnMut($crate::personal::Search, &'a str)) {
                match self { $($family::$variant(body) => $crate::field::Field::searched(body.as_ref(), found)),+ }
            }

            /// Calls back for each name in the body.
            pub fn names<'a>(&'a self, found: &mut dyn FnMut($crate::entries::names::NameKind, &'a str)) {
                match self { $($family::$variant(body) => body.names(found)),+ }
            }

            /// Spells the names in the body otherwise.
            pub fn respell(&mut self, with: &mut $crate::entries::names::Respell<'_>) {
                match self { $($family::$variant(body) => body.respell(with)),+ }
            }

            /// Reads the body of a version of a type of this family; nothing when it is not of it, or the version not known.
            ///
            /// # Errors
            /// When the body does not fit it.
            pub fn read(
                type_name: &str,
                version: u16,
                body: &[u8],
            ) -> Option<Result<$crate::entries::Read<$family>, serde_json::Error>> {
                use $crate::entries::Read;
                match type_name {
                    $($name => match version {
                        $crate::entries::define::version!($($version)?) => {
                            let read = serde_json::from_slice::<$variant>(body);
                            Some(read.map(|body| Read { what: body.into(), former: None }))
                        }
                        $($($old => {
                            let read = serde_json::from_slice::<$Former>(body);
                            Some(read.map(|body| {
                                // As with every body, writing to memory cannot fail.
                                let former = Some(serde_json::to_vec(&body).unwrap_or_default());
                                Read { what: $variant::from(body).into(), former }
                            }))
                        })+)?
                        _ => None,
                    },)+
                    _ => None,
                }
            }

            /// Writes the body in the short form: its place in the family, and its fields.
            pub(crate) fn pack(&self, out: &mut $crate::pack::Packer<'_>) {
                enum Place { $($variant),+ }
                match self {
                    $($family::$variant(body) => {
                        out.number(Place::$variant as u64);
                        $crate::pack::Pack::pack(body, out);
                    })+
                }
            }

            /// Reads a body of this family.
            pub(crate) fn unpack(from: &mut $crate::pack::Unpacker<'_>) -> Option<$family> {
                enum Place { $($variant),+ }
                let place = from.number()?;
                $(if place == Place::$variant as u64 {
                    return $crate::pack::Pack::unpack(from).map($family::$variant);
                })+
                None
            }

            /// Passes over a body of this family: from which day it counts.
            pub(crate) fn pass(from: &mut $crate::pack::Unpacker<'_>) -> Option<$crate::entries::TakesHold> {
                enum Place { $($variant),+ }
                let place = from.number()?;
                $(if place == Place::$variant as u64 {
                    <$variant as $crate::pack::Pack>::pass(from)?;
                    return Some($crate::entries::TakesHold::$takes);
                })+
                None
            }

            /// Walks over the body of a version of a type of this family; nothing when it is of another or not canonical.
            pub(crate) fn scan(
                type_name: &[u8],
                version: u64,
                s: &mut $crate::scan::Scanner<'_>,
            ) -> Option<&'static str> {
                $(if type_name == $name.as_bytes() {
                    return match version {
                        $crate::entries::define::version!($($version)?) => <$variant as $crate::scan::Scan>::scan(s),
                        $($($old => <$Former as $crate::scan::Scan>::scan(s),)+)?
                        _ => None,
                    }
                    .map(|()| $name);
                })+
                None
            }
        }
    };
}

pub(crate) use body;
pub(crate) use family;
pub(crate) use version;
