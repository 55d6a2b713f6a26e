//! Rewriting outside of schemas.

use serde_json::Value;

use super::super::{Downgraded, downgrade};
use super::value;
use crate::diagnostic::{Code, Diagnostics, Location, Pointer};
use crate::document::grammar::Version;

/// Rewrites a document of OpenAPI 3.2, and returns it with the codes of the diagnostics.
fn rewritten(document: &str, schemas: &[&str]) -> (Value, Vec<Code>, Vec<Pointer>) {
    let before = value(document);
    let mut root = before.clone();
    let mut diagnostics = Diagnostics::new();
    let location = |pointer: &Pointer| Location::new("t.yaml", pointer.clone());
    let schemas: Vec<Pointer> = schemas.iter().filter_map(|text| Pointer::parse(text)).collect();
    let Downgraded { moves, standalone } =
        downgrade(&mut root, Version::V3_2, &schemas, &location, &mut diagnostics);
    for diagnostic in &diagnostics {
        let pointer = &diagnostic.location.pointer;
        assert!(pointer.resolve(&before).is_some(), "{} is at {pointer}", diagnostic.message);
    }
    for pointer in &standalone {
        let original = moves.original(pointer);
        assert!(original.resolve(&before).is_some(), "{pointer} comes from {original}");
    }
    (root, diagnostics.iter().map(|diagnostic| diagnostic.code).collect(), standalone)
}

/// Checks documents without the `paths` that every rewritten one has.
fn check(cases: &[(&str, &str, &[Code])]) {
    for (document, expected, expected_codes) in cases {
        let (mut root, codes, _) = rewritten(document, &[]);
        if let Some(members) = root.as_object_mut()
            && members.get("paths") == Some(&value("{}"))
        {
            members.shift_remove("paths");
        }
        assert_eq!(root, value(expected), "{document}");
        assert_eq!(codes, *expected_codes, "{document}");
    }
}

#[test]
fn information_is_kept_as_descriptions() {
    const IGNORED: Code = Code::IgnoredKeyword;
    check(&[
        ("{info: {summary: S}}", "{info: {description: S}}", &[]),
        ("{info: {summary: S, description: D}}", "{info: {description: \"S\\n\\nD\"}}", &[]),
        ("{tags: [{name: a, summary: S}]}", "{tags: [{name: a, description: S}]}", &[]),
        ("{tags: [{name: a, parent: b, kind: nav}]}", "{tags: [{name: a}]}", &[IGNORED, IGNORED]),
        ("{servers: [{url: /, name: N}]}", "{servers: [{url: /, description: N}]}", &[]),
        (
            "{jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base'}",
            "{jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base'}",
            &[],
        ),
        ("{jsonSchemaDialect: urn:x}", "{jsonSchemaDialect: urn:x}", &[IGNORED]),
    ]);
}

#[test]
fn operations_have_what_older_versions_require() {
    check(&[
        (
            "{paths: {/a: {get: {}, put: {responses: {'200': {summary: S}, '201': {}, '202': {$ref: '#/x'}}}}}}",
            "{paths: {/a: {get: {responses: {}}, put: {responses: {'200': {description: S}, '201': {description: ''}, '202': {$ref: '#/x'}}}}}}",
            &[],
        ),
        (
            "{paths: {/a: {query: {}, additionalOperations: {LINK: {}}, get: {responses: {}}}}}",
            "{paths: {/a: {query: {responses: {}}, get: {responses: {}}}}}",
            &[Code::OperationOmitted],
        ),
        (
            "{paths: {/a: {parameters: [{$ref: '#/x', description: D}], get: {responses: {'200': {$ref: '#/x', summary: S}}}}}}",
            "{paths: {/a: {parameters: [{$ref: '#/x', description: D}], get: {responses: {'200': {$ref: '#/x', summary: S}}}}}}",
            &[Code::IgnoredKeyword],
        ),
    ]);
}

#[test]
fn a_query_string_is_an_exploded_object() {
    let document = "{components: {parameters: {Q: {in: querystring, name: q, content:
        {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {const: b}}}}}}}}}";
    let schema = "/components/parameters/Q/content/application~1x-www-form-urlencoded/schema";
    let (root, codes, _) = rewritten(document, &[schema]);
    let expected = value(
        "{in: query, name: q, style: form, explode: true,
          schema: {type: object, properties: {a: {type: string, enum: [b]}}}}",
    );
    assert_eq!(root["components"]["parameters"]["Q"], expected);
    assert_eq!(codes, []);
    check(&[(
        "{components: {parameters: {Q: {in: querystring, content: {text/plain: {}}}, C: {in: cookie, style: cookie}}}}",
        "{components: {parameters: {Q: {in: query, style: form, explode: true, schema: {type: object, additionalProperties: true}}, C: {in: cookie}}}}",
        &[Code::ApproximateKeyword, Code::ApproximateKeyword],
    )]);
}

#[test]
fn examples_and_media_types() {
    check(&[
        (
            "{components: {examples: {E: {dataValue: 1, serializedValue: '1'}}}}",
            "{components: {examples: {E: {value: 1}}}}",
            &[],
        ),
        (
            "{components: {responses: {R: {description: D, content: {text/event-stream: {itemSchema: {}}}}}}}",
            "{components: {responses: {R: {description: D, content: {text/event-stream: {itemSchema: {}}}}}}}",
            &[Code::ApproximateKeyword],
        ),
    ]);
}

#[test]
fn mutual_tls_is_no_credential() {
    check(&[(
        "{security: [{tls: []}, {tls: [], key: []}], paths: {/a: {get: {security: [{tls: []}], responses: {}}}},
          components: {securitySchemes: {tls: {type: mutualTLS}, key: {type: apiKey}}}}",
        "{security: [{}, {key: []}], paths: {/a: {get: {security: [{}], responses: {}}}},
          components: {securitySchemes: {key: {type: apiKey}}}}",
        &[Code::IgnoredKeyword],
    )]);
    check(&[(
        "{components: {securitySchemes: {a: {type: oauth2, oauth2MetadataUrl: u, flows: {deviceAuthorization: {}}}}}}",
        "{components: {securitySchemes: {a: {type: oauth2, flows: {}}}}}",
        &[Code::IgnoredKeyword, Code::IgnoredKeyword],
    )]);
}

#[test]
fn bodies_of_webhooks_are_components() {
    let names = |document: &str, schemas: &[&str]| {
        let (root, _, standalone) = rewritten(document, schemas);
        (root, standalone.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let schema = "/webhooks/a b/post/requestBody/content/application~1json/schema";
    let (root, models) = names(
        "{webhooks: {'a b': {post: {requestBody: {content: {application/json: {schema: {const: x}}}}}},
            c: {put: {requestBody: {$ref: '#/components/requestBodies/C'}}, get: {}}, d: {$ref: '#/none'}},
          components: {schemas: {a_b: {}, C: {}},
            requestBodies: {C: {content: {text/plain: {}, application/json: {schema: {$ref: '#/components/schemas/C'}}}}}}}",
        &[schema],
    );
    assert_eq!(models, ["#/components/schemas/a_b_webhook", "#/components/schemas/C"]);
    let moved = value("{type: string, enum: [x]}");
    assert_eq!(root["components"]["schemas"]["a_b_webhook"], moved);
    let reference = value("{$ref: '#/components/schemas/a_b_webhook'}");
    assert_eq!(root.pointer(schema), Some(&reference));

    let (_, models) = names("{components: {schemas: {A: {}, B: {}}}}", &[]);
    assert_eq!(models, ["#/components/schemas/A", "#/components/schemas/B"]);
    assert_eq!(names("{paths: {}, components: {schemas: {A: {}}}}", &[]).1, [""; 0]);
    assert_eq!(names("{}", &[]).1, [""; 0]);

    let form = "{webhooks: {a: {post: {requestBody: {content: {text/plain: {schema: {}}}}}}}}";
    let (_, codes, models) = rewritten(form, &[]);
    assert_eq!((codes, models), (vec![Code::IgnoredKeyword], vec![]));
}

#[test]
fn values_of_the_wrong_type_are_skipped() {
    let mut keywords = value(
        "{info: 1, tags: {}, servers: [1], webhooks: {a: {post: {requestBody: {content: []}}}},
          paths: {/a: {get: 1, parameters: [1], additionalOperations: []}},
          components: {schemas: [], parameters: {a: 1}, responses: 1, securitySchemes: {a: 1}}}",
    );
    let Value::Object(members) = &mut keywords else { panic!("not an object") };
    for (key, member) in members.clone() {
        for odd in [Value::Null, value("[]"), value("{}"), value("1"), member] {
            members.insert(key.clone(), odd);
            rewritten(&Value::Object(members.clone()).to_string(), &["/components/schemas/0"]);
        }
    }
    for odd in ["1", "[]", "null"] {
        rewritten(odd, &["", "/a"]);
    }
}
