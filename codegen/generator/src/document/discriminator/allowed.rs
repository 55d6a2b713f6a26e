//! The values that schemas allow for the discriminator's property, and the variants that these select.

use std::ptr;

use serde_json::{Map, Value};

use super::{Origin, Variant, component_name, mapping_target};
use crate::diagnostic::Pointer;

type Schema = Map<String, Value>;

/// The maximum number of schemas that are inspected for one union, because unions can contain each other in more ways
/// than can be followed.
const MAX_STEPS: usize = 100_000;
/// The maximum number of references that follow each other.
const MAX_REFERENCES: usize = 64;
/// The maximum nesting of schemas.
const MAX_DEPTH: usize = 16;

/// A search for the values of the discriminators of one union and of the unions in it.
pub(super) struct Search<'d> {
    root: &'d Value,
    steps: usize,
    /// The schemas that are being inspected. One that contains itself adds nothing.
    open: Vec<&'d Schema>,
}

/// A schema that the mapping names.
struct Mapped<'d> {
    schema: &'d Schema,
    target: Pointer,
    keys: Vec<&'d str>,
    allowed: Option<Vec<Value>>,
    /// The JSON type of the property.
    kind: Option<&'d str>,
}

/// A variant that the mapping does not name.
struct Listed<'d> {
    schema: &'d Schema,
    target: Option<Pointer>,
    origin: Origin,
    name: Option<Value>,
    allowed: Option<Vec<Value>>,
}

impl<'d> Search<'d> {
    pub(super) fn new(root: &'d Value) -> Self {
        Self { root, steps: 0, open: Vec::new() }
    }

    /// Returns the variants of a union.
    pub(super) fn variants(&mut self, union: &'d Schema) -> Vec<Variant<'d>> {
        let discriminator = union.get("discriminator").and_then(Value::as_object);
        let property = discriminator.and_then(|it| it.get("propertyName")?.as_str());
        let Some((discriminator, property)) = discriminator.zip(property) else {
            return Vec::new();
        };
        // What a variant includes from the union itself holds for all variants and distinguishes none.
        self.open.push(union);
        let mapped = self.mapped(union, discriminator, property);
        let listed = self.listed(union, &mapped, property);
        self.open.pop();

        let mut taken: Vec<Value> = mapped.iter().flat_map(Mapped::keys).collect();
        let keys = taken.len();
        for variant in &listed {
            let is_own_name = |name: &&Value| {
                variant.allowed.as_ref().is_none_or(|allowed| allowed.contains(name))
            };
            taken.extend(variant.name.as_ref().filter(is_own_name).cloned());
        }
        let mut variants = Vec::new();
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        for key in mapping.into_iter().flat_map(Map::keys) {
            let mut schemas = mapped.iter();
            if let Some(schema) = schemas.find(|it| it.keys.contains(&key.as_str())) {
                variants.extend(schema.variant(key, &taken));
            }
        }
        let keys = taken.get(..keys).unwrap_or_default();
        variants.extend(listed.into_iter().map(|variant| variant.variant(keys, &taken)));
        variants
    }

    /// Whether each variant of a union requires a property, and allows one distinct value for it.
    pub(super) fn distinguishes(&mut self, union: &'d Schema, property: &'d str) -> bool {
        let ((variants @ [_, _, ..], []) | ([], variants @ [_, _, ..])) =
            (parts(union, "oneOf"), parts(union, "anyOf"))
        else {
            return false;
        };
        let mut seen: Vec<Value> = Vec::new();
        for part in variants {
            let Some((part, _)) = self.resolve(part) else { return false };
            match self.allowed(part, property).as_deref() {
                Some([only]) if !seen.contains(only) && self.requires(part, property) => {
                    seen.push(only.clone());
                }
                _ => return false,
            }
        }
        true
    }

    fn requires(&mut self, schema: &'d Schema, property: &str) -> bool {
        if self.enter(schema).is_none() {
            return false;
        }
        let mut is_required = parts(schema, "required").iter().any(|it| it == property);
        for part in parts(schema, "allOf") {
            is_required = is_required
                || self.resolve(part).is_some_and(|(part, _)| self.requires(part, property));
        }
        self.open.pop();
        is_required
    }

    fn mapped(
        &mut self,
        union: &'d Schema,
        discriminator: &'d Schema,
        property: &'d str,
    ) -> Vec<Mapped<'d>> {
        let mut found: Vec<Mapped<'d>> = Vec::new();
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        for (key, target) in mapping.into_iter().flatten() {
            let target = target.as_str().map(mapping_target);
            let Some((schema, target)) = target.and_then(|target| self.at(target)) else {
                continue;
            };
            if let Some(known) = found.iter_mut().find(|known| ptr::eq(known.schema, schema)) {
                known.keys.push(key);
                continue;
            }
            let allowed = self.allowed(schema, property);
            let kind = self.kind(schema, property).or_else(|| self.kind(union, property));
            found.push(Mapped { schema, target, keys: vec![key], allowed, kind });
        }
        found
    }

    fn listed(
        &mut self,
        union: &'d Schema,
        mapped: &[Mapped<'d>],
        property: &'d str,
    ) -> Vec<Listed<'d>> {
        let mut found: Vec<Listed<'d>> = Vec::new();
        for keyword in ["oneOf", "anyOf"] {
            for (index, part) in parts(union, keyword).iter().enumerate() {
                let Some((schema, target)) = self.resolve(part) else { continue };
                let is_known = mapped.iter().any(|known| ptr::eq(known.schema, schema))
                    || found.iter().any(|known| ptr::eq(known.schema, schema));
                if is_known {
                    continue;
                }
                let allowed = self.allowed(schema, property).filter(|values| !values.is_empty());
                let name = target.as_ref().and_then(component_name).map(Value::String);
                let origin = Origin::Part(keyword, index);
                found.push(Listed { schema, target, origin, name, allowed });
            }
        }
        found
    }

    /// Returns the values that a schema allows for a property; `None` if it allows any.
    fn allowed(&mut self, schema: &'d Schema, property: &'d str) -> Option<Vec<Value>> {
        self.enter(schema)?;
        let mut found = None;
        for part in parts(schema, "allOf") {
            if let Some((part, _)) = self.resolve(part) {
                narrow(&mut found, self.allowed(part, property));
            }
        }
        let own = schema.get("properties").and_then(|properties| properties.get(property));
        if let Some((own, _)) = own.and_then(|own| self.resolve(own)) {
            narrow(&mut found, self.values(own));
        }
        if found.is_none() {
            found = self.allowed_by_variants(schema, property);
        }
        self.open.pop();
        found
    }

    /// Returns the values that the variants of a union allow for a property.
    fn allowed_by_variants(&mut self, union: &'d Schema, property: &'d str) -> Option<Vec<Value>> {
        let of_union = union.get("discriminator").and_then(|it| it.get("propertyName")?.as_str());
        let mut found = Vec::new();
        if of_union == Some(property) {
            found.extend(self.variants(union).into_iter().flat_map(|variant| variant.values));
        } else {
            for part in ["oneOf", "anyOf"].iter().flat_map(|keyword| parts(union, keyword)) {
                if let Some((part, _)) = self.resolve(part) {
                    found.extend(self.allowed(part, property).into_iter().flatten());
                }
            }
        }
        deduplicate(&mut found);
        (!found.is_empty()).then_some(found)
    }

    /// Returns the strings, integers and booleans that a schema is limited to; `None` if it allows others.
    fn values(&mut self, schema: &'d Schema) -> Option<Vec<Value>> {
        self.enter(schema)?;
        let mut found = schema.get("enum").and_then(Value::as_array).map(|members| {
            members.iter().filter(|value| is_tag(value)).cloned().collect::<Vec<_>>()
        });
        for part in parts(schema, "allOf") {
            if let Some((part, _)) = self.resolve(part) {
                narrow(&mut found, self.values(part));
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            let all = parts(schema, keyword).iter().map(|part| {
                let (part, _) = self.resolve(part)?;
                self.values(part)
            });
            let all: Option<Vec<Vec<Value>>> = all.collect();
            narrow(&mut found, all.map(|all| all.concat()).filter(|all| !all.is_empty()));
        }
        self.open.pop();
        if let Some(found) = &mut found {
            deduplicate(found);
        }
        found
    }

    /// Returns the keyword `type` of a property.
    fn kind(&mut self, schema: &'d Schema, property: &'d str) -> Option<&'d str> {
        self.enter(schema)?;
        let own = schema.get("properties").and_then(|properties| properties.get(property));
        let mut kind = own.and_then(|own| self.resolve(own)).and_then(|(own, _)| self.type_of(own));
        for part in parts(schema, "allOf") {
            if kind.is_none() {
                kind = self.resolve(part).and_then(|(part, _)| self.kind(part, property));
            }
        }
        self.open.pop();
        kind
    }

    fn type_of(&mut self, schema: &'d Schema) -> Option<&'d str> {
        self.enter(schema)?;
        let mut kind = schema.get("type").and_then(Value::as_str);
        for part in parts(schema, "allOf") {
            if kind.is_none() {
                kind = self.resolve(part).and_then(|(part, _)| self.type_of(part));
            }
        }
        self.open.pop();
        kind
    }

    /// Opens a schema; `None` if it contains itself, or once the limits are reached.
    fn enter(&mut self, schema: &'d Schema) -> Option<()> {
        self.steps += 1;
        let is_open = self.open.iter().any(|open| ptr::eq(*open, schema));
        if is_open || self.open.len() >= MAX_DEPTH || self.steps > MAX_STEPS {
            return None;
        }
        self.open.push(schema);
        Some(())
    }

    /// Returns the schema at the end of all references, and the pointer to it unless it is inline.
    fn resolve(&self, schema: &'d Value) -> Option<(&'d Schema, Option<Pointer>)> {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let (schema, pointer) = self.at(Pointer::parse(reference)?)?;
                Some((schema, Some(pointer)))
            }
            None => Some((schema.as_object()?, None)),
        }
    }

    fn at(&self, mut pointer: Pointer) -> Option<(&'d Schema, Pointer)> {
        for _ in 0..MAX_REFERENCES {
            let schema = pointer.resolve(self.root)?.as_object()?;
            match schema.get("$ref").and_then(Value::as_str) {
                Some(reference) => pointer = Pointer::parse(reference)?,
                None => return Some((schema, pointer)),
            }
        }
        None
    }
}

impl<'d> Mapped<'d> {
    /// Returns a key as a value of the property's type; `None` if the type has no such value.
    fn key(&self, key: &str) -> Option<Value> {
        let as_text =
            |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let allowed = self.allowed.iter().flatten();
        if let Some(value) = allowed.into_iter().find(|value| as_text(value) == key) {
            return Some(value.clone());
        }
        match self.kind {
            Some("integer" | "number") => key.parse::<i64>().ok().map(Value::from),
            Some("boolean") => key.parse::<bool>().ok().map(Value::from),
            _ => Some(Value::from(key)),
        }
    }

    fn keys(&self) -> impl Iterator<Item = Value> + '_ {
        self.keys.iter().filter_map(|key| self.key(key))
    }

    fn allows(&self, key: &str) -> bool {
        let is_allowed = |allowed: &Vec<Value>| {
            allowed.is_empty() || self.key(key).is_some_and(|value| allowed.contains(&value))
        };
        self.allowed.as_ref().is_none_or(is_allowed)
    }

    /// Returns the variant of a key.
    ///
    /// If the schema allows none of its keys, the values that it allows select it too, and one variant has them all.
    fn variant(&self, key: &'d str, taken: &[Value]) -> Option<Variant<'d>> {
        let disallowed_key = (!self.allows(key)).then(|| key.to_owned());
        let values = if self.keys.iter().any(|key| self.allows(key)) {
            self.key(key).into_iter().collect()
        } else if self.keys.first() == Some(&key) {
            let own = self.allowed.iter().flatten().filter(|value| !taken.contains(value));
            own.cloned().chain(self.keys()).collect()
        } else {
            return None;
        };
        Some(Variant {
            origin: Origin::Mapping(key.to_owned()),
            schema: self.schema,
            target: Some(self.target.clone()),
            values,
            disallowed_key,
            is_shadowed: false,
        })
    }
}

impl<'d> Listed<'d> {
    /// Returns the variant: with the values that its property allows, and that neither the mapping nor the name of
    /// another variant takes; otherwise with its name.
    fn variant(self, keys: &[Value], taken: &[Value]) -> Variant<'d> {
        let is_free = |value: &&Value| self.name.as_ref() == Some(*value) || !taken.contains(value);
        let free = self.allowed.iter().flatten().filter(is_free);
        let mut values: Vec<Value> = free.filter(|value| !keys.contains(value)).cloned().collect();
        let mut is_shadowed = false;
        if values.is_empty() {
            is_shadowed = self.name.as_ref().is_some_and(|name| keys.contains(name));
            values.extend(self.name);
        }
        Variant {
            origin: self.origin,
            schema: self.schema,
            target: self.target,
            values,
            disallowed_key: None,
            is_shadowed,
        }
    }
}

fn parts<'d>(schema: &'d Schema, keyword: &str) -> &'d [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether a discriminator can have a value.
fn is_tag(value: &Value) -> bool {
    value.is_string() || value.is_boolean() || value.is_i64()
}

/// Keeps the values that are also allowed by a later description. If the two exclude each other, the later one is used.
fn narrow(found: &mut Option<Vec<Value>>, later: Option<Vec<Value>>) {
    let Some(later) = later else { return };
    if let Some(earlier) = found {
        earlier.retain(|value| later.contains(value));
        if !earlier.is_empty() {
            return;
        }
    }
    *found = Some(later);
}

fn deduplicate(values: &mut Vec<Value>) {
    let mut seen = Vec::new();
    values.retain(|value| {
        let is_new = !seen.contains(value);
        if is_new {
            seen.push(value.clone());
        }
        is_new
    });
}
