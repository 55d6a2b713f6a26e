//! Instances: JSON that a schema allows, derived from the schema alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::model::{Files, Model, Shape, View, is_only_a_variant};
use crate::schema::{Document, Schema, Variant};

/// The number of random instances of each schema and of each of its variants.
const RANDOM_INSTANCES: usize = 4;
/// The depth from which only required properties are built, because recursive schemas do not end.
const MAX_OPTIONAL_DEPTH: usize = 7;
/// The depth from which values are `null`, because a schema that requires itself does not end either.
const MAX_DEPTH: usize = 40;

/// The properties that an instance has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Required properties.
    Required,
    /// Every property.
    All,
    /// Required properties and a random subset of the others.
    Random,
}

/// JSON that a schema allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The index of its model.
    pub model: usize,
    /// The properties that it has.
    pub sample: Sample,
    /// The variants that it may decode to, if the model is a union; empty if every one is right.
    pub variants: Vec<String>,
    /// The JSON.
    pub json: Value,
}

/// Returns instances of every model whose schema is an object or a union.
///
/// `seed` determines the random instances. A model without its union's tag is covered by the instances of the union.
#[must_use]
pub fn instances(document: Document<'_>, models: &[Model], seed: u64) -> Vec<Instance> {
    let mut instances = Vec::new();
    for (index, model) in models.iter().enumerate() {
        if matches!(model.shape, Shape::Enumeration) || is_only_a_variant(models, index) {
            continue;
        }
        let Some(schema) = Schema::at(document, &model.schema) else {
            continue;
        };
        let random = fastrand::Rng::with_seed(seed ^ index as u64);
        // A second generator, so that file content does not shift the values of other properties.
        let mut content_random = random.clone();
        let mut builder = Builder { document, view: model.view, random };
        let variants =
            if schema.only_constrains(document) { Vec::new() } else { schema.variants(document) };
        let samples = [Sample::Required, Sample::All]
            .into_iter()
            .chain(std::iter::repeat_n(Sample::Random, RANDOM_INSTANCES));
        for sample in samples {
            let count = variants.len();
            let mut push = |mut json: Value, number: Option<usize>| {
                fill_files(model, &mut json, &mut content_random);
                let variants = expected_variants(model, &json, number, count);
                instances.push(Instance { model: index, sample, variants, json });
            };
            if variants.is_empty() {
                push(builder.value(&schema, sample, 0), None);
            }
            for (number, variant) in variants.iter().enumerate() {
                push(builder.variant(&schema, variant, sample, 0), Some(number));
            }
        }
    }
    instances
}

/// Gives the files of a multipart body content.
///
/// The encoding of the body decides which properties are files: an object sent as XML is one. The model is the only
/// source of that.
fn fill_files(model: &Model, json: &mut Value, random: &mut fastrand::Rng) {
    let (Shape::Object(object), Some(members)) = (&model.shape, json.as_object_mut()) else {
        return;
    };
    for (name, value) in members {
        match object.files(name) {
            Files::None => {}
            Files::One => *value = content(random),
            Files::Many => {
                let count = value.as_array().map_or(1, Vec::len);
                *value = (0..count).map(|_| content(random)).collect();
            }
        }
    }
}

/// Returns the content of a file: random bytes in base64.
fn content(random: &mut fastrand::Rng) -> Value {
    let length = random.usize(..40);
    let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length).collect();
    json!(STANDARD.encode(bytes))
}

/// Returns the variants that an instance may decode to: those with its tag, or the one it was built for. Empty if every
/// variant is right.
fn expected_variants(
    model: &Model,
    json: &Value,
    number: Option<usize>,
    count: usize,
) -> Vec<String> {
    match &model.shape {
        Shape::TaggedUnion(union) => {
            let tag = json.get(&union.tag).unwrap_or(&Value::Null);
            let tagged = union.variants.iter().filter(|variant| variant.tags.contains(tag));
            let names: Vec<String> = tagged.map(|variant| variant.name.clone()).collect();
            if names.is_empty() { vec![format!("a variant for {tag}")] } else { names }
        }
        // An empty array fits every variant that is an array.
        Shape::UntaggedUnion(_) if json.as_array().is_some_and(Vec::is_empty) => Vec::new(),
        // The variants of a union that is a variant itself may be variants of the model: any of them, but not none.
        Shape::UntaggedUnion(variants) if variants.len() != count => variants.clone(),
        Shape::UntaggedUnion(variants) => {
            number.and_then(|number| variants.get(number)).cloned().into_iter().collect()
        }
        Shape::Object(_) | Shape::Enumeration => Vec::new(),
    }
}

/// Builds values of schemas.
struct Builder<'d> {
    document: Document<'d>,
    view: View,
    random: fastrand::Rng,
}

impl<'d> Builder<'d> {
    /// Returns a value of a schema.
    fn value(&mut self, schema: &Schema<'d>, sample: Sample, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            return Value::Null;
        }
        // Some documents list the members of the items beside `type: array`, or numbers beside `type: string`.
        let fits = |value: &&Value| match schema.text("type") {
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer" | "number") => value.is_number(),
            _ => !value.is_null(),
        };
        let values: Vec<&Value> = schema.list("enum").iter().filter(fits).collect();
        if let Some(first) = values.first() {
            let picked = match sample {
                Sample::Random => values.get(self.random.usize(..values.len())),
                Sample::Required | Sample::All => Some(first),
            };
            return picked.map_or(Value::Null, |value| (*value).clone());
        }
        if !schema.only_constrains(self.document) {
            let variants = schema.variants(self.document);
            let picked = match sample {
                Sample::Random if !variants.is_empty() => self.random.usize(..variants.len()),
                _ => 0,
            };
            if let Some(variant) = variants.get(picked) {
                return self.variant(schema, variant, sample, depth);
            }
        }
        self.plain(schema, sample, depth)
    }

    /// Returns a value of a variant, with the properties of the union's own schema.
    fn variant(
        &mut self,
        schema: &Schema<'d>,
        variant: &Variant<'d>,
        sample: Sample,
        depth: usize,
    ) -> Value {
        let mut value = if variant.schema.pointer == schema.pointer {
            self.plain(schema, sample, depth)
        } else {
            self.nested(variant, sample, depth + 1)
        };
        if let Some(object) = value.as_object_mut() {
            let mut base = Map::new();
            self.properties(schema, sample, depth, &mut base);
            // A property that the variant declares is the variant's, even if this sample lacks it.
            let own = self.declared(&variant.schema);
            for (name, value) in base {
                if own.iter().all(|(known, _)| *known != name) {
                    object.entry(name).or_insert(value);
                }
            }
            // The union may require a property that only the variant describes.
            let required = self.required(schema);
            for (name, property) in own {
                if required.contains(&name)
                    && self.is_in_view(&property)
                    && !object.contains_key(name)
                {
                    let value = self.value(&property, sample, depth + 1);
                    object.insert(name.to_owned(), value);
                }
            }
            if let Some((property, tags)) = &variant.tag {
                // Of several tags, the variant holds one.
                let is_held = object.get(*property).is_some_and(|held| tags.contains(held));
                if let Some(tag) = tags.first().filter(|_| !is_held) {
                    object.insert((*property).to_owned(), tag.clone());
                }
            }
        }
        value
    }

    /// Returns a value of a variant's schema. A variant that is a union by the same tag has one of the variant's tags.
    fn nested(&mut self, variant: &Variant<'d>, sample: Sample, depth: usize) -> Value {
        let inner: Vec<Variant<'d>> = variant
            .schema
            .variants(self.document)
            .into_iter()
            .filter(|inner| {
                inner.shares_tag(variant) && inner.schema.pointer != variant.schema.pointer
            })
            .collect();
        let picked = match sample {
            Sample::Random if !inner.is_empty() => self.random.usize(..inner.len()),
            Sample::Random | Sample::Required | Sample::All => 0,
        };
        match inner.get(picked) {
            Some(inner) => self.variant(&variant.schema, inner, sample, depth),
            None => self.value(&variant.schema, sample, depth),
        }
    }

    /// Returns a value of a schema without its variants.
    fn plain(&mut self, schema: &Schema<'d>, sample: Sample, depth: usize) -> Value {
        let parts = schema.parts(self.document, "allOf");
        let is_object = schema.members.contains_key("properties")
            || schema.members.contains_key("additionalProperties");
        match schema.text("type") {
            Some("string") => self.text(schema),
            Some("integer") => match sample {
                Sample::Random => json!(self.random.i32(-1000..1000)),
                Sample::Required | Sample::All => json!(7),
            },
            Some("number") => json!(f64::from(self.random.i32(-100..100)) + 0.5),
            Some("boolean") => json!(sample != Sample::Random || self.random.bool()),
            Some("array") => self.array(schema, sample, depth),
            None if schema.members.contains_key("items") => self.array(schema, sample, depth),
            None if !is_object && parts.is_empty() => json!({"any": [1, "text", null]}),
            _ => {
                if !is_object && let Some(part) = schema.scalar_part(self.document, 0) {
                    return self.value(&part, sample, depth + 1);
                }
                // `allOf` with one part is a reference with siblings, unless the part is a union of which the schema is
                // a variant.
                let says_more = is_object || schema.members.contains_key("required");
                if let ([part], false) = (parts.as_slice(), says_more)
                    && !part.has_variant(self.document, schema)
                {
                    return self.value(part, sample, depth + 1);
                }
                let mut object = Map::new();
                self.properties(schema, sample, depth, &mut object);
                Value::Object(object)
            }
        }
    }

    fn text(&mut self, schema: &Schema<'d>) -> Value {
        json!(match schema.text("format") {
            Some("date-time") => format!(
                "2024-0{}-1{}T0{}:30:00Z",
                self.random.u8(1..=9),
                self.random.u8(0..=9),
                self.random.u8(0..=9)
            ),
            Some("date") => format!("2024-0{}-1{}", self.random.u8(1..=9), self.random.u8(0..=9)),
            _ => format!("text {}", self.random.u16(..)),
        })
    }

    fn array(&mut self, schema: &Schema<'d>, sample: Sample, depth: usize) -> Value {
        let least = schema.number("minItems");
        let count = match sample {
            Sample::Required => least,
            Sample::All => least.max(1),
            Sample::Random => least + self.random.usize(0..3),
        };
        let count = if depth > MAX_OPTIONAL_DEPTH { least } else { count };
        let items = schema.items(self.document);
        let item = |builder: &mut Self| match &items {
            Some(items) => builder.value(items, sample, depth + 1),
            None => json!(["any"]),
        };
        (0..count).map(|_| item(self)).collect()
    }

    /// Adds the properties of a schema and of its parts. The variants of a part are skipped: the schema may be one of
    /// them.
    fn properties(
        &mut self,
        schema: &Schema<'d>,
        sample: Sample,
        depth: usize,
        object: &mut Map<String, Value>,
    ) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut required = Vec::new();
        let mut declared = Vec::new();
        let mut additional = Vec::new();
        self.collect(schema, &mut required, &mut declared, &mut additional, 0);
        for (name, property) in &declared {
            let is_included = required.contains(name)
                || depth <= MAX_OPTIONAL_DEPTH
                    && match sample {
                        Sample::Required => false,
                        Sample::All => true,
                        Sample::Random => self.random.bool(),
                    };
            if is_included && self.is_in_view(property) {
                let value = self.value(property, sample, depth + 1);
                object.insert((*name).to_owned(), value);
            }
        }
        for name in required {
            if declared.iter().all(|(known, _)| *known != name) {
                object.insert(name.to_owned(), json!("whatever"));
            }
        }
        if sample != Sample::Required && depth <= MAX_OPTIONAL_DEPTH {
            for schema in additional.into_iter().take(1) {
                let value = match schema {
                    Some(schema) => self.value(&schema, sample, depth + 1),
                    None => json!({"more": 1}),
                };
                object.insert("not declared".to_owned(), value);
            }
        }
    }

    fn is_in_view(&self, property: &Schema<'d>) -> bool {
        match self.view {
            View::Response => !property.flag("writeOnly"),
            View::Request => !property.flag("readOnly"),
            View::Both => true,
        }
    }

    /// Returns the properties that a schema and its parts require.
    fn required(&self, schema: &Schema<'d>) -> Vec<&'d str> {
        let mut required = Vec::new();
        self.collect(schema, &mut required, &mut Vec::new(), &mut Vec::new(), 0);
        required
    }

    /// Returns the properties that a schema and its parts declare.
    fn declared(&self, schema: &Schema<'d>) -> Vec<(&'d str, Schema<'d>)> {
        let mut declared = Vec::new();
        self.collect(schema, &mut Vec::new(), &mut declared, &mut Vec::new(), 0);
        declared
    }

    /// Collects the required, declared and additional properties of a schema and its parts; later ones win.
    fn collect(
        &self,
        schema: &Schema<'d>,
        required: &mut Vec<&'d str>,
        declared: &mut Vec<(&'d str, Schema<'d>)>,
        additional: &mut Vec<Option<Schema<'d>>>,
        depth: usize,
    ) {
        if depth > MAX_DEPTH {
            return;
        }
        for part in schema.parts(self.document, "allOf") {
            self.collect(&part, required, declared, additional, depth + 1);
        }
        for (name, property) in schema.properties(self.document) {
            declared.retain(|(known, _)| *known != name);
            declared.push((name, property));
        }
        required.extend(schema.list("required").iter().filter_map(Value::as_str));
        match schema.members.get("additionalProperties") {
            Some(Value::Bool(true)) => additional.insert(0, None),
            Some(Value::Object(_)) => additional.insert(0, schema.additional(self.document)),
            _ => {}
        }
    }
}
