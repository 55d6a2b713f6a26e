//! Instances: JSON that a schema allows, made from the schema alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portolan::api::{Api, Model, ModelId, Shape, Type, View};
use portolan::diagnostic::Pointer;
use portolan::document::Document;
use serde_json::{Map, Value, json};

use crate::schema::{Choice, Schema};

/// How many instances at random are made of each schema and each of its alternatives.
const AT_RANDOM: usize = 4;
/// From this depth on, only what is required is made: schemas that hold themselves have no end.
const DEEP: usize = 7;
/// From this depth on, nothing is made at all: what requires itself has no end either.
const DEEPEST: usize = 40;

/// What an instance holds of what its schema allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// What is required.
    Required,
    /// Everything.
    All,
    /// What chance has it.
    Random,
}

/// JSON that a schema allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The model that it is an instance of.
    pub model: ModelId,
    /// What it holds.
    pub sample: Sample,
    /// The variant that it has to be read as, where the model is one of several.
    pub variant: Option<String>,
    /// The JSON.
    pub json: Value,
}

/// Instances of every model that a schema was made into: objects, unions, alternatives.
///
/// The seed decides what chance makes of them. A variant that stands nowhere but in its union is proven there:
/// alone it has no discriminator.
#[must_use]
pub fn instances(document: &Document, api: &Api, seed: u64) -> Vec<Instance> {
    let mut instances = Vec::new();
    for (index, model) in api.models.iter().enumerate() {
        let id = ModelId(index);
        if matches!(model.shape, Shape::Enumeration(_)) || is_only_a_variant(api, id) {
            continue;
        }
        let Some(schema) = Schema::at(document, &model.source) else {
            continue;
        };
        let mut maker = Maker {
            document,
            view: model.view,
            random: fastrand::Rng::with_seed(seed ^ index as u64),
        };
        // Not the maker's own: what it makes of other models stays the same.
        let mut random = maker.random.clone();
        let choices =
            if schema.only_constrains(document) { Vec::new() } else { schema.choices(document) };
        let samples = [Sample::Required, Sample::All]
            .into_iter()
            .chain(std::iter::repeat_n(Sample::Random, AT_RANDOM));
        for sample in samples {
            let mut push = |mut json: Value, choice: Option<usize>| {
                give_content(model, &mut json, &mut random);
                let variant = variant(api, id, &json, choice);
                instances.push(Instance { model: id, sample, variant, json });
            };
            if choices.is_empty() {
                push(maker.value(&schema, sample, 0), None);
            }
            for (number, choice) in choices.iter().enumerate() {
                push(maker.chosen(&schema, choice, sample, 0), Some(number));
            }
        }
    }
    instances
}

/// Gives the files of a multipart body content. Which of its properties are files says the body, not the schema: one
/// that is an object is a file if it goes as XML. So that is taken from the model, and nothing else is.
fn give_content(model: &Model, json: &mut Value, random: &mut fastrand::Rng) {
    let (Shape::Object(object), Some(members)) = (&model.shape, json.as_object_mut()) else {
        return;
    };
    for (name, value) in members {
        let field = object.fields.iter().find(|field| field.property == *name);
        let kind = field.map(|field| &field.value).or(object.rest.as_ref().map(|it| &it.value));
        match kind {
            Some(Type::Part) => *value = content(random),
            Some(Type::Array(item)) if **item == Type::Part => {
                let count = value.as_array().map_or(1, Vec::len);
                *value = (0..count).map(|_| content(random)).collect();
            }
            _ => {}
        }
    }
}

/// The content of a file, as JSON has it: any bytes, in base64.
fn content(random: &mut fastrand::Rng) -> Value {
    let length = random.usize(..40);
    let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length).collect();
    json!(STANDARD.encode(bytes))
}

/// Whether a model is a multipart body with files.
pub(crate) fn has_files(model: &Model) -> bool {
    let is_file = |value: &Type| match value {
        Type::Array(item) => **item == Type::Part,
        value => *value == Type::Part,
    };
    match &model.shape {
        Shape::Object(object) => {
            let fields = object.fields.iter().map(|field| &field.value);
            fields.chain(object.rest.as_ref().map(|rest| &rest.value)).any(is_file)
        }
        Shape::Union(_) | Shape::UntaggedUnion(_) | Shape::Enumeration(_) => false,
    }
}

/// Whether a model is a variant that lacks the property which its union tells it by.
fn is_only_a_variant(api: &Api, id: ModelId) -> bool {
    let Some(Shape::Object(object)) = api.model(id).map(|model| &model.shape) else {
        return false;
    };
    api.models.iter().any(|model| match &model.shape {
        Shape::Union(union) => {
            union.variants.iter().any(|variant| variant.model == id)
                && object.fields.iter().all(|field| field.property != union.tag)
        }
        _ => false,
    })
}

/// The variant that an instance has to be read as: the one that its tag stands for, or that was chosen for it.
fn variant(api: &Api, id: ModelId, json: &Value, choice: Option<usize>) -> Option<String> {
    match &api.model(id)?.shape {
        Shape::Union(union) => {
            let tag = json.get(&union.tag).and_then(Value::as_str);
            let named = union.variants.iter().find(|variant| Some(variant.tag.as_str()) == tag);
            Some(named.map_or_else(
                || format!("one for {}", tag.unwrap_or("no tag")),
                |variant| variant.name.as_str().to_owned(),
            ))
        }
        // Without items an array is as well any other.
        Shape::UntaggedUnion(_) if json.as_array().is_some_and(Vec::is_empty) => None,
        Shape::UntaggedUnion(alternatives) => {
            Some(alternatives.variants.get(choice?)?.name.as_str().to_owned())
        }
        Shape::Object(_) | Shape::Enumeration(_) => None,
    }
}

struct Maker<'d> {
    document: &'d Document,
    view: View,
    random: fastrand::Rng,
}

impl<'d> Maker<'d> {
    /// A value of a schema.
    fn value(&mut self, schema: &Schema<'d>, sample: Sample, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        // Members of another type than the schema's are none: documents have them, and mean the items.
        let fits = |value: &&Value| match schema.text("type") {
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
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
            let choices = schema.choices(self.document);
            let picked = match sample {
                Sample::Random if !choices.is_empty() => self.random.usize(..choices.len()),
                _ => 0,
            };
            if let Some(choice) = choices.get(picked) {
                return self.chosen(schema, choice, sample, depth);
            }
        }
        self.plain(schema, sample, depth)
    }

    /// A value of one of a schema's alternatives, with what the schema says besides.
    fn chosen(
        &mut self,
        schema: &Schema<'d>,
        choice: &Choice<'d>,
        sample: Sample,
        depth: usize,
    ) -> Value {
        let mut value = if choice.schema.pointer == schema.pointer {
            self.plain(schema, sample, depth)
        } else {
            self.nested(choice, sample, depth + 1)
        };
        if let Some(object) = value.as_object_mut() {
            let mut base = Map::new();
            self.properties(schema, sample, depth, &mut base);
            // What the alternative names itself is its own, though it may leave it out.
            let own = self.named(&choice.schema);
            for (name, value) in base {
                if own.iter().all(|(known, _)| *known != name) {
                    object.entry(name).or_insert(value);
                }
            }
            if let Some((property, tag)) = &choice.tag {
                object.insert((*property).to_owned(), json!(tag));
            }
        }
        value
    }

    /// A value of an alternative. One that is told apart further by the same property takes the same value of it.
    fn nested(&mut self, choice: &Choice<'d>, sample: Sample, depth: usize) -> Value {
        let choices = choice.schema.choices(self.document);
        match choices.iter().find(|inner| inner.tag.is_some() && inner.tag == choice.tag) {
            Some(inner) if inner.schema.pointer != choice.schema.pointer => {
                self.chosen(&choice.schema, inner, sample, depth)
            }
            _ => self.value(&choice.schema, sample, depth),
        }
    }

    /// A value of a schema without its alternatives.
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
            None if !is_object && parts.is_empty() => json!({"any": [1, "thing", null]}),
            _ => {
                // A reference that something is said of besides is `allOf` one part; unless that is a union, which
                // the schema then is a variant of.
                if let ([part], false) = (parts.as_slice(), is_object)
                    && !part.members.contains_key("discriminator")
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
        let count = if depth > DEEP { least } else { count };
        let items = schema.items(self.document);
        let item = |maker: &mut Self| match &items {
            Some(items) => maker.value(items, sample, depth + 1),
            None => json!(["any"]),
        };
        (0..count).map(|_| item(self)).collect()
    }

    /// Adds the properties of a schema and of its parts. The alternatives of a part are not taken: a part is a base,
    /// which the schema may be an alternative of.
    fn properties(
        &mut self,
        schema: &Schema<'d>,
        sample: Sample,
        depth: usize,
        object: &mut Map<String, Value>,
    ) {
        if depth > DEEPEST {
            return;
        }
        let mut required = Vec::new();
        let mut named = Vec::new();
        let mut additional = Vec::new();
        self.collect(schema, &mut required, &mut named, &mut additional, 0);
        for (name, property) in &named {
            let travels = match self.view {
                View::Response => !property.flag("writeOnly"),
                View::Request => !property.flag("readOnly"),
                View::Both => true,
            };
            let wanted = required.contains(name)
                || depth <= DEEP
                    && match sample {
                        Sample::Required => false,
                        Sample::All => true,
                        Sample::Random => self.random.bool(),
                    };
            if travels && wanted {
                let value = self.value(property, sample, depth + 1);
                object.insert((*name).to_owned(), value);
            }
        }
        for name in required {
            if named.iter().all(|(known, _)| *known != name) {
                object.insert(name.to_owned(), json!("whatever"));
            }
        }
        if sample != Sample::Required && depth <= DEEP {
            for schema in additional.into_iter().take(1) {
                let value = match schema {
                    Some(schema) => self.value(&schema, sample, depth + 1),
                    None => json!({"more": 1}),
                };
                object.insert("not named".to_owned(), value);
            }
        }
    }

    /// What a schema and its parts name.
    fn named(&self, schema: &Schema<'d>) -> Vec<(&'d str, Schema<'d>)> {
        let mut named = Vec::new();
        self.collect(schema, &mut Vec::new(), &mut named, &mut Vec::new(), 0);
        named
    }

    /// Collects what a schema and its parts require and name, and what else they allow; later ones count.
    fn collect(
        &self,
        schema: &Schema<'d>,
        required: &mut Vec<&'d str>,
        named: &mut Vec<(&'d str, Schema<'d>)>,
        additional: &mut Vec<Option<Schema<'d>>>,
        depth: usize,
    ) {
        if depth > DEEPEST {
            return;
        }
        for part in schema.parts(self.document, "allOf") {
            self.collect(&part, required, named, additional, depth + 1);
        }
        for (name, property) in schema.properties(self.document) {
            named.retain(|(known, _)| *known != name);
            named.push((name, property));
        }
        required.extend(schema.list("required").iter().filter_map(Value::as_str));
        match schema.members.get("additionalProperties") {
            Some(Value::Bool(true)) => additional.insert(0, None),
            Some(Value::Object(_)) => additional.insert(0, schema.additional(self.document)),
            _ => {}
        }
    }
}

/// The place of a model's schema, as the report names it.
pub(crate) fn source(api: &Api, id: ModelId) -> Pointer {
    api.model(id).map_or_else(Pointer::root, |model| model.source.clone())
}
