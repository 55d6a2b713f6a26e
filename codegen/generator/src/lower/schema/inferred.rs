//! InferredDiscriminator tags: alternatives without a discriminator that one of their own properties tells apart.
//!
//! Many documents describe a union as `oneOf` objects, each of which requires a property that can have one value
//! only, and no two the same: that is a discriminator in all but name.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::Schema;

use super::enumeration::is_enumeration;
use super::keywords::Keywords;
use super::reference::Located;
use crate::diagnostic::Pointer;
use crate::lower::Lowering;

/// How deep `allOf` and references are followed; a circle ends there.
const DEEPEST: usize = 16;

/// An alternative, and the value of the tag that stands for it.
#[derive(Debug, Clone)]
pub(crate) struct Alternative<'d> {
    pub(crate) tag: String,
    /// Where it stands among the alternatives.
    pub(crate) pointer: Pointer,
    pub(crate) located: Located<'d>,
}

/// The property that tells alternatives apart, and the alternatives.
#[derive(Debug, Clone)]
pub(crate) struct InferredDiscriminator<'d> {
    pub(crate) tag: String,
    pub(crate) alternatives: Vec<Alternative<'d>>,
}

/// The properties of an object that can have one value only, and those that it requires.
#[derive(Debug, Default)]
struct Constants {
    values: IndexMap<String, String>,
    required: HashSet<String>,
}

impl<'d> Lowering<'d> {
    /// The property that tells the alternatives of a schema apart, if there is one.
    pub(crate) fn implied(
        &self,
        pointer: &Pointer,
        keywords: &Keywords<'d>,
    ) -> Option<InferredDiscriminator<'d>> {
        let (keyword, parts) = match (keywords.one_of, keywords.any_of) {
            (parts @ [_, _, ..], []) => ("oneOf", parts),
            ([], parts @ [_, _, ..]) => ("anyOf", parts),
            _ => return None,
        };
        let mut found = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let location = pointer.child(keyword).index(index);
            let located = self.looked_up(part, &location)?;
            // What can be `null` has an alternative that no property tells.
            if located.schema.schema_data.nullable {
                return None;
            }
            let mut constants = Constants::default();
            self.constants(located.schema, &mut constants, DEEPEST)?;
            found.push((location, located, constants));
        }
        let (_, _, first) = found.first()?;
        let tag = first.values.keys().find(|property| tells_apart(property, &found))?.clone();
        let alternatives = found
            .iter()
            .filter_map(|(pointer, located, constants)| {
                let (tag, pointer) = (constants.values.get(&tag)?.clone(), pointer.clone());
                Some(Alternative { tag, pointer, located: located.clone() })
            })
            .collect();
        Some(InferredDiscriminator { tag, alternatives })
    }

    /// Collects what an object and all that it is composed of fix; nothing where it is no object.
    fn constants(&self, schema: &'d Schema, constants: &mut Constants, depth: usize) -> Option<()> {
        let keywords = Keywords::of(schema);
        let deeper = depth.checked_sub(1)?;
        if !keywords.is_object() && keywords.all_of.is_empty() {
            return None;
        }
        for (property, schema) in keywords.properties.into_iter().flatten() {
            let located = self.looked_up(schema, &Pointer::root());
            if let Some(value) = located.and_then(|it| self.constant(it.schema, deeper)) {
                constants.values.insert(property.clone(), value);
            }
        }
        constants.required.extend(keywords.required.iter().cloned());
        for part in keywords.all_of {
            self.constants(self.looked_up(part, &Pointer::root())?.schema, constants, deeper)?;
        }
        Some(())
    }

    /// The only value that a schema allows, if that is a string.
    fn constant(&self, schema: &'d Schema, depth: usize) -> Option<String> {
        let keywords = Keywords::of(schema);
        if schema.schema_data.nullable {
            return None;
        }
        if let [only] = keywords.enumeration.as_slice() {
            return is_enumeration(&keywords).then(|| only.as_str().map(str::to_owned))?;
        }
        match keywords.all_of {
            [only] if keywords.kind.is_none() && keywords.enumeration.is_empty() => {
                let located = self.looked_up(only, &Pointer::root())?;
                self.constant(located.schema, depth.checked_sub(1)?)
            }
            _ => None,
        }
    }
}

/// Whether a property is required by all alternatives, with a value that no other has.
fn tells_apart(property: &str, found: &[(Pointer, Located<'_>, Constants)]) -> bool {
    let mut seen = HashSet::new();
    found.iter().all(|(_, _, constants)| {
        constants.required.contains(property)
            && constants.values.get(property).is_some_and(|value| seen.insert(value))
    })
}
