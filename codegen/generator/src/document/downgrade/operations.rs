//! Rewrites outside of schemas: what `openapiv3` requires and newer versions allow to omit, and new kinds of values.

use serde_json::{Map, Value, json};

use super::notes::Repeated;
use super::{Downgrade, Members};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::document::operations;

impl Downgrade<'_> {
    /// Rewrites everything outside of schemas.
    pub(super) fn outside_of_schemas(&mut self, root: &mut Value) {
        let start = Pointer::root();
        self.dialect(root, &start);
        self.mutual_tls(root);
        self.info(root, &start.child("info"));
        self.tags(root, &start.child("tags"));
        self.servers(root, &start.child("servers"));
        if let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) {
            let location = start.child("paths");
            for (path, item) in paths {
                self.path_item(item, &location.child(path));
            }
        }
        let components = start.child("components");
        let Some(sections) = root.get_mut("components").and_then(Value::as_object_mut) else {
            return;
        };
        for (section, entries) in sections {
            let location = components.child(section);
            for (name, value) in entries.as_object_mut().into_iter().flatten() {
                let location = location.child(name);
                match section.as_str() {
                    "responses" => self.response(value, &location),
                    "requestBodies" => self.content(value, &location),
                    "parameters" => self.parameter(value, &location),
                    "securitySchemes" => self.security_scheme(value, &location),
                    "examples" => self.example(value, &location),
                    _ => {}
                }
            }
        }
    }

    /// Notes another dialect of JSON Schema than those whose keywords are known.
    fn dialect(&mut self, root: &Value, here: &Pointer) {
        const KNOWN: [&str; 2] =
            ["https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/"];
        let dialect = root.get("jsonSchemaDialect").and_then(Value::as_str);
        if dialect.is_some_and(|dialect| !KNOWN.iter().any(|known| dialect.starts_with(known))) {
            let message = "`jsonSchemaDialect` is ignored: schemas are read as JSON Schema 2020-12";
            self.ignore(&here.child("jsonSchemaDialect"), message);
        }
    }

    /// Removes security schemes that belong to the connection, and requirements of them.
    fn mutual_tls(&mut self, root: &mut Value) {
        let location = Pointer::root().child("components").child("securitySchemes");
        let schemes = root.pointer_mut(location.as_str()).and_then(Value::as_object_mut);
        let Some(schemes) = schemes else { return };
        let is_tls = |scheme: &Value| scheme.get("type") == Some(&json!("mutualTLS"));
        let names: Vec<String> =
            schemes.iter().filter(|it| is_tls(it.1)).map(|(name, _)| name.clone()).collect();
        if names.is_empty() {
            return;
        }
        schemes.retain(|_, scheme| !is_tls(scheme));
        for name in &names {
            let message = "mutual TLS belongs to the connection: pass an HTTP client with a certificate to `http_client`";
            self.ignore(&location.child(name).child("type"), message);
        }
        let without = |holder: &mut Value| {
            let sets = holder.get_mut("security").and_then(Value::as_array_mut);
            for set in sets.into_iter().flatten().filter_map(Value::as_object_mut) {
                set.retain(|name, _| !names.contains(name));
            }
        };
        without(root);
        let paths = root.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let here = Pointer::root().child("paths").child(path);
            for (operation, _) in operations::of_item_mut(item, &here) {
                without(operation);
            }
        }
    }

    /// Counts the annotations of a reference. Returns whether the object is one.
    fn is_reference(&mut self, object: &Members, here: &Pointer) -> bool {
        let is_reference = object.contains_key("$ref");
        let annotation =
            object.keys().find(|key| matches!(key.as_str(), "summary" | "description"));
        if let Some(keyword) = annotation.filter(|_| is_reference && !self.is_3_0) {
            self.count(Repeated::Reference, here, keyword);
        }
        is_reference
    }

    /// Makes `info.summary` the first paragraph of the description.
    fn info(&mut self, root: &mut Value, here: &Pointer) {
        let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) else { return };
        let Some(Value::String(summary)) = info.shift_remove("summary") else { return };
        match info.get("description").and_then(Value::as_str) {
            Some(text) => {
                let text = format!("{summary}\n\n{text}");
                info.insert("description".to_owned(), Value::String(text));
            }
            None => self.insert(info, here, "description", summary, "summary"),
        }
    }

    /// Makes a tag's summary its description, if it has none.
    fn tags(&mut self, root: &mut Value, here: &Pointer) {
        let tags = root.get_mut("tags").and_then(Value::as_array_mut).into_iter().flatten();
        for (index, tag) in tags.enumerate() {
            let here = &here.index(index);
            let Some(tag) = tag.as_object_mut() else { continue };
            if let Some(summary) = tag.shift_remove("summary")
                && !tag.contains_key("description")
            {
                self.insert(tag, here, "description", summary, "summary");
            }
            for keyword in ["parent", "kind"] {
                if tag.shift_remove(keyword).is_some() {
                    let message =
                        format!("`{keyword}` of a tag is ignored: each tag is one module");
                    self.ignore(&here.child(keyword), message);
                }
            }
        }
    }

    /// Makes a server's name its description, if it has none.
    fn servers(&mut self, root: &mut Value, here: &Pointer) {
        let servers = root.get_mut("servers").and_then(Value::as_array_mut).into_iter().flatten();
        for (index, server) in servers.enumerate() {
            let Some(server) = server.as_object_mut() else { continue };
            if let Some(name) = server.shift_remove("name")
                && !server.contains_key("description")
            {
                self.insert(server, &here.index(index), "description", name, "name");
            }
        }
    }

    fn path_item(&mut self, item: &mut Value, here: &Pointer) {
        self.parameters(item, &here.child("parameters"));
        if let Some(members) = item.as_object_mut() {
            self.other_methods(members, here);
        }
        for (operation, here) in operations::of_item_mut(item, here) {
            self.parameters(operation, &here.child("parameters"));
            if let Some(body) = operation.get_mut("requestBody") {
                self.content(body, &here.child("requestBody"));
            }
            let Some(members) = operation.as_object_mut() else { continue };
            let responses = members.entry("responses").or_insert_with(|| Map::new().into());
            let location = here.child("responses");
            for (status, response) in responses.as_object_mut().into_iter().flatten() {
                self.response(response, &location.child(status));
            }
        }
    }

    /// Removes operations whose method `http` has no constant for.
    fn other_methods(&mut self, item: &mut Members, here: &Pointer) {
        let others = item.shift_remove("additionalOperations");
        let location = here.child("additionalOperations");
        let others = others.iter().filter_map(Value::as_object).flatten();
        let others = others.map(|(method, _)| (method.clone(), location.child(method)));
        for (method, pointer) in others {
            let message =
                format!("the operation is omitted: the method `{method}` is not supported");
            let location = (self.location)(&pointer).key();
            let diagnostic = Diagnostic::new(Code::OperationOmitted, location, message);
            self.diagnostics.push(diagnostic.with_advice("send it with `raw_request`"));
        }
    }

    fn parameters(&mut self, holder: &mut Value, here: &Pointer) {
        let list = holder.get_mut("parameters").and_then(Value::as_array_mut);
        for (index, parameter) in list.into_iter().flatten().enumerate() {
            self.parameter(parameter, &here.index(index));
        }
    }

    /// Expresses a parameter that is the whole query string as an exploded object.
    fn parameter(&mut self, parameter: &mut Value, here: &Pointer) {
        let Some(members) = parameter.as_object_mut() else { return };
        if self.is_reference(members, here) {
            return;
        }
        if let Some(examples) = members.get_mut("examples") {
            self.examples_by_name(examples, &here.child("examples"));
        }
        match members.get("in").and_then(Value::as_str) {
            Some("cookie") if members.get("style") == Some(&json!("cookie")) => {
                let message =
                    "`style: cookie` is sent as `style: form`: values are percent-encoded";
                self.approximate(&here.child("style"), message);
                members.shift_remove("style");
            }
            Some("querystring") => {
                const FORM: &str = "application/x-www-form-urlencoded";
                members.insert("in".to_owned(), json!("query"));
                let content = members.shift_remove("content");
                let form = content.as_ref().and_then(|it| it.get(FORM)?.get("schema"));
                if let Some(schema) = form {
                    let before = here.child("content").child(FORM).child("schema");
                    self.relocated(here.child("schema"), &before);
                    members.insert("schema".to_owned(), schema.clone());
                } else {
                    let message = format!("a query string is sent as `{FORM}` only");
                    self.approximate(&here.child("content"), message);
                    let schema = json!({"type": "object", "additionalProperties": true});
                    self.insert(members, here, "schema", schema, "content");
                }
                for (keyword, value) in [("style", json!("form")), ("explode", json!(true))] {
                    self.insert(members, here, keyword, value, "in");
                }
            }
            _ => {}
        }
    }

    fn response(&mut self, response: &mut Value, here: &Pointer) {
        self.content(response, here);
        let Some(members) = response.as_object_mut() else { return };
        if self.is_reference(members, here) {
            return;
        }
        let summary = members.shift_remove("summary");
        if !members.contains_key("description") {
            let text = summary.unwrap_or_else(|| json!(""));
            self.insert(members, here, "description", text, "summary");
        }
    }

    /// Rewrites the media types of a body or a response.
    fn content(&mut self, holder: &mut Value, here: &Pointer) {
        let here = here.child("content");
        let content = holder.get_mut("content").and_then(Value::as_object_mut);
        for (name, media_type) in content.into_iter().flatten() {
            let here = here.child(name);
            let Some(members) = media_type.as_object_mut() else { continue };
            if let Some(examples) = members.get_mut("examples") {
                self.examples_by_name(examples, &here.child("examples"));
            }
            if members.contains_key("itemSchema") {
                let message = "`itemSchema` is ignored: the items of a stream are not typed";
                self.approximate(&here.child("itemSchema"), message);
            }
            for keyword in ["prefixEncoding", "itemEncoding"] {
                if members.shift_remove(keyword).is_some() {
                    let message = format!("`{keyword}` is ignored: parts have names");
                    self.ignore(&here.child(keyword), message);
                }
            }
        }
    }

    fn examples_by_name(&mut self, examples: &mut Value, here: &Pointer) {
        for (name, example) in examples.as_object_mut().into_iter().flatten() {
            self.example(example, &here.child(name));
        }
    }

    /// Makes the data of an example its value. The serialized form is not compared with anything.
    fn example(&mut self, example: &mut Value, here: &Pointer) {
        let Some(members) = example.as_object_mut() else { return };
        members.shift_remove("serializedValue");
        if let Some(data) = members.shift_remove("dataValue")
            && !members.contains_key("value")
        {
            self.insert(members, here, "value", data, "dataValue");
        }
    }

    /// Notes what clients do not do for a security scheme.
    fn security_scheme(&mut self, scheme: &mut Value, here: &Pointer) {
        let Some(members) = scheme.as_object_mut() else { return };
        if members.shift_remove("oauth2MetadataUrl").is_some() {
            let message = "`oauth2MetadataUrl` is ignored: clients use the URLs of the flows";
            self.ignore(&here.child("oauth2MetadataUrl"), message);
        }
        let flows = members.get_mut("flows").and_then(Value::as_object_mut);
        if let Some(flows) = flows
            && flows.shift_remove("deviceAuthorization").is_some()
        {
            let message = "clients do not perform the device flow: they send the access token that they are given";
            self.ignore(&here.child("flows").child("deviceAuthorization"), message);
        }
    }
}
